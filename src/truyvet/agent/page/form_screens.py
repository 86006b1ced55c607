"""Screens with forms: phone, share, delete, pause (the case has its own file). Each returns a page or a path to go to."""

from __future__ import annotations

from typing import Final

from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.messages import MessageState
from truyvet.agent.page import screens
from truyvet.agent.page.html import Html
from truyvet.agent.page.layout import button, card, field, notice, page
from truyvet.agent.page.submission import submit
from truyvet.agent.page.texts import PageTexts

PHONE_LENGTH: Final = range(9, 16)


def phone(words: PageTexts, service: ExposureService, error: str = "", typed: str = "", *, code: str = "", year_error: str = "") -> Html:
    """Returns the screen: number, then code, then done. The year of birth is asked for when the number has several owners."""
    state = service.device.log.fact("phone")
    parts: list[Html] = []
    if state == "verified":
        parts.append(notice("good", words("phone.done")))
    if state == "asked":
        asked = field("code", words("phone.code"), error=error, value=code, inputmode="numeric", autocomplete="one-time-code", maxlength=14)
        born = field("birth_year", words("phone.birth_year"), error=year_error, needed=bool(year_error), inputmode="numeric", maxlength=4)
        parts.append(card(button(words("phone.check"), "/dien-thoai/ma/", asked, born)))
        error = ""
    number = field("phone", words("phone.number"), error=error, value=typed, type="tel", autocomplete="tel", maxlength=16)
    parts.append(card(button(words("phone.send"), "/dien-thoai/", number, quiet=state is not None)))
    return page(words, words("phone.title"), "/dien-thoai/", *parts, lead=words("phone.lead"))


async def send_phone(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
    """Asks for the one-time code."""
    typed = form.get("phone", "")
    number = "".join(each for each in typed if each.isdigit() or each == "+")
    if len(number.lstrip("+")) not in PHONE_LENGTH:
        return phone(words, service, words("phone.bad_number"), typed)
    again, wrong = (lambda error_text: phone(words, service, error_text, typed)), {"": words("phone.bad_number")}
    return await submit(words, lambda: service.send_phone(number), "/dien-thoai/", again, wrong)


async def check_phone(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
    """Sends the one-time code back."""
    text = "".join(each for each in form.get("code", "") if each.isdigit())
    born = form.get("birth_year", "").strip()
    year = int(born) if born.isascii() and born.isdecimal() and len(born) == 4 else None
    wrong = {"": words("phone.bad_code"), "ask_year": words("phone.ask_year"), "spent": words("phone.spent")}

    def again(error_text: str) -> Html:
        missing = error_text == wrong["ask_year"]
        return phone(words, service, "" if missing else error_text, code=text, year_error=error_text if missing else "")

    return await submit(words, lambda: service.check_phone(text, year), "/dien-thoai/", again, wrong)


async def share(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
    """Shares one exposure with the health department."""
    number = int(form.get("number", "0")) if form.get("number", "0").isdigit() else 0
    return await submit(
        words,
        lambda: service.share(number, words.language),
        "/canh-bao/",
        lambda error_text: screens.warning(words, service, notice("bad", error_text)),
    )


async def check(words: PageTexts, service: ExposureService, form: dict[str, str]) -> str:
    """Checks for keys now; the home screen says how it went."""
    if service.server:
        await service.check()
    return "/"


async def pause(words: PageTexts, service: ExposureService, form: dict[str, str]) -> str:
    """Pauses or resumes sending and receiving."""
    await service.device.allow(form.get("on") == "1")
    return "/"


async def message(words: PageTexts, service: ExposureService, form: dict[str, str]) -> str:
    """Puts a message away."""
    if form.get("number", "").isdigit():
        service.move_message(int(form["number"]), MessageState.AWAY)
    return "/"
