"""The screen of a confirmed case: upload the keys so that others are warned, and share the match log so that staff can trace."""

from __future__ import annotations

from typing import Any, Final

from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.page.html import Html, el
from truyvet.agent.page.layout import button, card, field, notice, page, pieces
from truyvet.agent.page.submission import submit
from truyvet.agent.page.texts import PageTexts
from truyvet.proximity.local_day import local_day

CASE_PATH: Final = "/ca-benh/"
CODE_FIELD_ATTRIBUTES: Final[dict[str, Any]] = {
    "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": 14, "class_": "code",
}  # fmt: skip


def case_screen(
    words: PageTexts, service: ExposureService, error: str = "", typed: str = "", *, log_error: str = "", log_typed: str = ""
) -> Html:
    """Returns the screen: the code of nine characters, afterwards when the keys are published, and the match log below it."""
    keys, log = _keys(words, service, error, typed), _log(words, service, log_error, log_typed)
    return page(words, words("case.title"), CASE_PATH, *_done(words, service), keys, log, lead=words("case.lead"))


def _done(words: PageTexts, service: ExposureService) -> list[Html]:
    """Returns what was uploaded already."""
    receipt, log = service.device.log.fact("case"), service.device.log.fact("log")
    parts: list[Html] = []
    if receipt:
        waits = receipt["public_from"] > service.now
        when = words.moment(receipt["public_from"], service.now) if waits else ""
        parts.append(notice("good", words("case.done", keys=receipt["keys"])))
        parts.append(card(el("p", words("case.embargo", when=when) if waits else words("case.public")), tone="info"))
    if log:
        parts.append(notice("good", words("log.done", count=log["matches"], when=words.moment(log["at"], service.now))))
    return parts


def _keys(words: PageTexts, service: ExposureService, error: str, typed: str) -> Html:
    code = field("code", words("case.code"), error=error, value=typed, **CODE_FIELD_ATTRIBUTES)
    link = service.consent("link", words.language)
    tick = el("label", el("input", type="checkbox", name="link", value="1"), words("case.link"), class_="tick") if link else None
    error_text = el("p", link[1], class_="small") if link else None
    again = bool(service.device.log.fact("case"))
    form = button(words("case.send"), CASE_PATH, code, error_text, tick, quiet=again)
    return card(el("h2", words("case.warn")), _folded(words, again and not error, form, el("p", words("case.what"), class_="small")))


def _log(words: PageTexts, service: ExposureService, error: str, typed: str) -> Html:
    """Returns what would be shared, day by day, then the text that one agrees to, then code and button."""
    head, found, consent_text = el("h2", words("log.title")), service.match_log(), service.consent("share", words.language)
    if not found:
        return card(head, el("p", words("log.nothing")))
    if consent_text is None:
        return card(head, el("p", words("log.no_text")))
    count: dict[int, int] = {}
    for each in found:
        day = local_day(each["start"])
        count[day] = count.get(day, 0) + 1
    rows = [el("li", words("log.day", date=words.date(day), count=many)) for day, many in count.items()]
    summary = el("div", el("p", words("log.given", count=len(found), days=len(count))), el("ul", *rows), class_="given")
    code = field("log_code", words("log.code"), error=error, value=typed, **CODE_FIELD_ATTRIBUTES)
    form = button(words("log.send"), f"{CASE_PATH}lich-su/", code, el("p", consent_text[1], class_="small"), quiet=True)
    is_done = service.device.log.fact("log") is not None
    return card(
        head, el("p", words("log.lead")), _folded(words, is_done and not error, summary, form, el("p", words("log.never"), class_="small"))
    )


def _folded(words: PageTexts, receipt: bool, *content: Html) -> Html:
    """Folds what was done already; with another code it can be done again."""
    if receipt:
        return el("details", el("summary", words("case.again")), *content)
    return pieces(content)


async def confirm(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
    """Uploads the keys."""
    typed, asked = form.get("code", ""), service.consent("link", words.language)
    link = asked[0] if asked and form.get("link") == "1" else None
    refused = {"": words("case.refused")}
    return await submit(
        words,
        lambda: service.upload_keys(typed, link),
        CASE_PATH,
        lambda error_text: case_screen(words, service, error_text, typed),
        refused,
    )


async def hand_in(words: PageTexts, service: ExposureService, form: dict[str, str]) -> Html | str:
    """Shares the match log."""
    typed = form.get("log_code", "")
    refused = {"refused": words("case.refused")}
    again = lambda error_text: case_screen(words, service, log_error=error_text, log_typed=typed)  # noqa: E731
    return await submit(words, lambda: service.share_match_log(typed, words.language), CASE_PATH, again, refused)
