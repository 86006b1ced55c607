"""Screens that do: phone, share, delete, pause (``case`` has its own file). Each answers with a page or sends back to one."""

from __future__ import annotations

from typing import Final

from truyvet.agent.assistant import Assistant
from truyvet.agent.messages import State
from truyvet.agent.page import screens
from truyvet.agent.page.html import Html
from truyvet.agent.page.sending import sent
from truyvet.agent.page.shell import button, card, field, notice, page
from truyvet.agent.page.words import Words

PHONE_LENGTH: Final = range(9, 16)


def phone(words: Words, who: Assistant, error: str = "", typed: str = "", *, code: str = "", year_error: str = "") -> Html:
    """Number, then code, then done. The year of birth is asked for where the number alone does not say whose it is."""
    state = who.device.diary.fact("phone")
    said: list[Html] = []
    if state == "verified":
        said.append(notice("good", words("phone.done")))
    if state == "asked":
        asked = field("code", words("phone.code"), error=error, value=code, inputmode="numeric", autocomplete="one-time-code", maxlength=14)
        born = field("birth_year", words("phone.birth_year"), error=year_error, needed=bool(year_error), inputmode="numeric", maxlength=4)
        said.append(card(button(words("phone.check"), "/dien-thoai/ma/", asked, born)))
        error = ""
    number = field("phone", words("phone.number"), error=error, value=typed, type="tel", autocomplete="tel", maxlength=16)
    said.append(card(button(words("phone.send"), "/dien-thoai/", number, quiet=state is not None)))
    return page(words, words("phone.title"), "/dien-thoai/", *said, lead=words("phone.lead"))


async def send_phone(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Ask for the one-time code."""
    typed = form.get("phone", "")
    number = "".join(each for each in typed if each.isdigit() or each == "+")
    if len(number.lstrip("+")) not in PHONE_LENGTH:
        return phone(words, who, words("phone.bad_number"), typed)
    again, wrong = (lambda told: phone(words, who, told, typed)), {"": words("phone.bad_number")}
    return await sent(words, lambda: who.send_phone(number), "/dien-thoai/", again, wrong)


async def check_phone(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Bring it back."""
    text = "".join(each for each in form.get("code", "") if each.isdigit())
    born = form.get("birth_year", "").strip()
    year = int(born) if born.isascii() and born.isdecimal() and len(born) == 4 else None
    wrong = {"": words("phone.bad_code"), "ask_year": words("phone.ask_year"), "spent": words("phone.spent")}

    def again(told: str) -> Html:
        missing = told == wrong["ask_year"]
        return phone(words, who, "" if missing else told, code=text, year_error=told if missing else "")

    return await sent(words, lambda: who.check_phone(text, year), "/dien-thoai/", again, wrong)


async def share(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Tell the health department about one exposure."""
    number = int(form.get("number", "0")) if form.get("number", "0").isdigit() else 0
    return await sent(
        words, lambda: who.share(number, words.language), "/canh-bao/", lambda told: screens.warning(words, who, notice("bad", told))
    )


async def check(words: Words, who: Assistant, form: dict[str, str]) -> str:
    """Look for keys now; home says how it went."""
    if who.server:
        await who.check()
    return "/"


async def pause(words: Words, who: Assistant, form: dict[str, str]) -> str:
    """Stop or go on showing and hearing."""
    await who.device.allow(form.get("on") == "1")
    return "/"


async def message(words: Words, who: Assistant, form: dict[str, str]) -> str:
    """Put a message away."""
    if form.get("number", "").isdigit():
        who.move(int(form["number"]), State.AWAY)
    return "/"
