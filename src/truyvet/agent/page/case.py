"""The screen of a confirmed case: hand in one's keys so that others are warned, and one's log so that the station can trace."""

from __future__ import annotations

from typing import Any, Final

from truyvet.agent.assistant import Assistant
from truyvet.agent.history import DAY, LOCAL
from truyvet.agent.page.html import Html, el
from truyvet.agent.page.sending import sent
from truyvet.agent.page.shell import button, card, field, notice, page, pieces
from truyvet.agent.page.words import Words

PATH: Final = "/ca-benh/"
TYPED: Final[dict[str, Any]] = {
    "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 14, "class_": "code",
}  # fmt: skip


def case(words: Words, who: Assistant, error: str = "", typed: str = "", *, log_error: str = "", log_typed: str = "") -> Html:
    """The code of nine characters, afterwards when the keys are given out, and the log below it."""
    keys, log = _keys(words, who, error, typed), _log(words, who, log_error, log_typed)
    return page(words, words("case.title"), PATH, *_done(words, who), keys, log, lead=words("case.lead"))


def _done(words: Words, who: Assistant) -> list[Html]:
    """What was handed in already."""
    done, log = who.device.diary.fact("case"), who.device.diary.fact("log")
    said: list[Html] = []
    if done:
        waits = done["public_from"] > who.now
        when = words.moment(done["public_from"], who.now) if waits else ""
        said.append(notice("good", words("case.done", keys=done["keys"])))
        said.append(card(el("p", words("case.embargo", when=when) if waits else words("case.public")), tone="info"))
    if log:
        said.append(notice("good", words("log.done", count=log["matches"], when=words.moment(log["at"], who.now))))
    return said


def _keys(words: Words, who: Assistant, error: str, typed: str) -> Html:
    code = field("code", words("case.code"), error=error, value=typed, **TYPED)
    link = who.consent("link", words.language)
    tick = el("label", el("input", type="checkbox", name="link", value="1"), words("case.link"), class_="tick") if link else None
    told = el("p", link[1], class_="small") if link else None
    again = bool(who.device.diary.fact("case"))
    form = button(words("case.send"), PATH, code, told, tick, quiet=again)
    return card(el("h2", words("case.warn")), _folded(words, again and not error, form, el("p", words("case.what"), class_="small")))


def _log(words: Words, who: Assistant, error: str, typed: str) -> Html:
    """What would be handed over, day by day, then the text that one agrees to, then code and button."""
    head, found, agreed = el("h2", words("log.title")), who.log(), who.consent("share", words.language)
    if not found:
        return card(head, el("p", words("log.nothing")))
    if agreed is None:
        return card(head, el("p", words("log.no_text")))
    count: dict[int, int] = {}
    for each in found:
        day = (each["start"] + LOCAL) // DAY
        count[day] = count.get(day, 0) + 1
    rows = [el("li", words("log.day", date=words.date(day), count=many)) for day, many in count.items()]
    given = el("div", el("p", words("log.given", count=len(found), days=len(count))), el("ul", *rows), class_="given")
    code = field("log_code", words("log.code"), error=error, value=typed, **TYPED)
    form = button(words("log.send"), f"{PATH}lich-su/", code, el("p", agreed[1], class_="small"), quiet=True)
    done = who.device.diary.fact("log") is not None
    return card(
        head, el("p", words("log.lead")), _folded(words, done and not error, given, form, el("p", words("log.never"), class_="small"))
    )


def _folded(words: Words, done: bool, *content: Html) -> Html:
    """What was done already need not stand in the way; with another code it can be done again."""
    if done:
        return el("details", el("summary", words("case.again")), *content)
    return pieces(content)


async def confirm(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Hand in the keys."""
    typed, asked = form.get("code", ""), who.consent("link", words.language)
    link = asked[0] if asked and form.get("link") == "1" else None
    refused = {"": words("case.refused")}
    return await sent(words, lambda: who.confirm(typed, link), PATH, lambda told: case(words, who, told, typed), refused)


async def hand_in(words: Words, who: Assistant, form: dict[str, str]) -> Html | str:
    """Hand in the log."""
    typed = form.get("log_code", "")
    refused = {"refused": words("case.refused")}
    again = lambda told: case(words, who, log_error=told, log_typed=typed)  # noqa: E731
    return await sent(words, lambda: who.hand_in(typed, words.language), PATH, again, refused)
