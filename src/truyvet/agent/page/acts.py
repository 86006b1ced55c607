"""Screens that do: phone, case, share, delete, pause. Each answers with a page or sends back to one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from truyvet.agent.assistant import Assistant
from truyvet.agent.client import Refused, Unreachable
from truyvet.agent.messages import State
from truyvet.agent.page import screens
from truyvet.agent.page.html import Html, el
from truyvet.agent.page.shell import button, card, field, notice, page
from truyvet.agent.page.words import Words
from truyvet.proximity.errors import OwnError, PeerError
from truyvet.proximity.keys import INTERVAL

PHONE_LENGTH: Final = range(9, 16)
OWN_CODES: Final = ("bad_code", "no_keys")


def phone(words: Words, who: Assistant, error: str = "", typed: str = "") -> Html:
    """Number, then code, then done."""
    state = who.device.diary.fact("phone")
    said: list[Html] = []
    if state == "verified":
        said.append(notice("good", words("phone.done")))
    if state == "asked":
        asked = field("code", words("phone.code"), error=error, inputmode="numeric", autocomplete="one-time-code", maxlength=14)
        born = field("birth_year", words("phone.birth_year"), needed=False, inputmode="numeric", maxlength=4)
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
    again, wrong = (lambda told: phone(words, who, told, typed)), words("phone.bad_number")
    return await _sent(words, lambda: who.send_phone(number), "/dien-thoai/", again, wrong)


async def check_phone(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Bring it back."""
    text = "".join(each for each in form.get("code", "") if each.isdigit())
    born = form.get("birth_year", "").strip()
    year = int(born) if born.isascii() and born.isdecimal() and len(born) == 4 else None
    return await _sent(
        words, lambda: who.check_phone(text, year), "/dien-thoai/", lambda told: phone(words, who, told), words("phone.bad_code")
    )


def case(words: Words, who: Assistant, error: str = "", typed: str = "") -> Html:
    """The code of nine characters, and afterwards when the keys are given out."""
    done = who.device.diary.fact("case")
    said: list[Html] = []
    if done:
        said.append(notice("good", words("case.done", keys=done["keys"])))
        waits = done["public_from"] > who.now
        when = words.moment(done["public_from"], who.now) if waits else ""
        said.append(card(el("p", words("case.embargo", when=when) if waits else words("case.public")), tone="info"))
    code = field("code", words("case.code"), error=error, value=typed, autocomplete="off", autocapitalize="characters", spellcheck="false",
                 maxlength=14, class_="code")  # fmt: skip
    link = who.consent("link", words.language)
    tick = el("label", el("input", type="checkbox", name="link", value="1"), words("case.link"), class_="tick") if link else None
    form = button(words("case.send"), "/ca-benh/", code, el("p", link[1], class_="small") if link else None, tick, quiet=bool(done))
    said.append(card(form, el("p", words("case.what"), class_="small")))
    return page(words, words("case.title"), "/ca-benh/", *said, lead=words("case.lead"))


async def confirm(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Hand in the keys."""
    typed, asked = form.get("code", ""), who.consent("link", words.language)
    link = asked[0] if asked and form.get("link") == "1" else None
    return await _sent(
        words, lambda: who.confirm(typed, link), "/ca-benh/", lambda told: case(words, who, told, typed), words("case.refused")
    )


async def share(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Tell the health department about one exposure."""
    number = int(form.get("number", "0")) if form.get("number", "0").isdigit() else 0
    return await _sent(
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


async def _sent(
    words: Words, do: Callable[[], Awaitable[Any]], done: str, again: Callable[[str], Html], refused: str | None = None
) -> Html | str:
    """Do it and go on, or show the page again with what went wrong."""
    try:
        await do()
    except OwnError as error:
        reason = str(error)
        return again(words(f"case.{reason}") if reason in OWN_CODES else words("errors.refused", reason=reason))
    except Unreachable:
        return again(words("errors.offline"))
    except (Refused, PeerError) as error:
        return again(refused or words("errors.refused", reason=error.reason))
    return done


def near(words: Words, who: Assistant) -> dict[str, Any]:
    """Who is near now, for the script."""
    return {"near": [{"number": each.number, "signal": each.signal, "minutes": each.minutes} for each in who.device.watch()]}


def status(words: Words, who: Assistant) -> dict[str, Any]:
    """What would change the home screen; the script opens it anew when it did."""
    diary = who.device.diary
    away = sum(each["state"] != State.AWAY for each in diary.documents("message"))
    checked = (diary.fact("checked_at") or 0) // INTERVAL
    return {"verdict": who.verdict(), "messages": away, "trouble": diary.fact("trouble"), "checked": checked}
