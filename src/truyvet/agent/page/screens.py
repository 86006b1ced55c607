"""Screens that show: home, who is near, history, warning, more. Values in, HTML out."""

from __future__ import annotations

from typing import Any, Final

from truyvet.agent.device_log import KEPT_DAYS
from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.history import DaySummary
from truyvet.agent.messages import ExposureStatus, MessageKind, MessageState
from truyvet.agent.page import live_data
from truyvet.agent.page.html import Html, el
from truyvet.agent.page.layout import button, card, hidden, link, notice, page, pieces, status_card
from truyvet.agent.page.texts import PageTexts
from truyvet.proximity.diagnosis_keys import ReportType
from truyvet.proximity.local_day import local_day

TONES: Final = {
    ExposureStatus.CLEAR: "good",
    ExposureStatus.BRIEF: "info",
    ExposureStatus.WARNED: "bad",
    ExposureStatus.CASE: "info",
    ExposureStatus.UNCHECKED: "warn",
}
KNOWN_TROUBLE: Final = ("unreachable", "not_signed", "gap")
SIGNALS: Final = ("near", "unclear", "far")
LABELS: Final = (("near", "118"), ("unclear", "72"), ("far", "26"))


def home(words: PageTexts, service: ExposureService) -> Html:
    """Returns the home screen: am I all right, is it recording, what is new."""
    drawn = el("div", id="status", hidden=True, data_said=live_data.to_json(live_data.status(service)))
    verdict, log = service.status(), service.device.log
    see = link(words("home.see"), "/canh-bao/", first=True) if verdict in (ExposureStatus.WARNED, ExposureStatus.BRIEF) else None
    checked = log.fact("checked_at")
    when = words("home.checked", when=words.moment(checked, service.now)) if checked else words("home.never")
    parts = status_card(
        TONES[verdict], words(f"home.{verdict}"), words(f"home.{verdict}_body"), see, el("p", when, class_="small", id="checked"),
        _trouble(words, log.fact("trouble")), button(words("home.check"), "/kiem-tra/", quiet=True),
    )  # fmt: skip
    return page(
        words, words("home.title"), "/", parts, link(words("home.scan"), "/quanh-day/", first=verdict is not ExposureStatus.WARNED),
        _recording(words, service.device.schedule.allowed), _messages(words, service), drawn, scripts=("home.js",),
    )  # fmt: skip


def _trouble(words: PageTexts, reason: str | None) -> Html | None:
    if not reason:
        return None
    return notice("warn", words(f"trouble.{reason}") if reason in KNOWN_TROUBLE else words("trouble.other", reason=reason))


def _recording(words: PageTexts, allowed: bool) -> Html:
    key = "on" if allowed else "off"
    change = button(words("home.pause" if allowed else "home.resume"), "/tam-dung/", hidden("on", "0" if allowed else "1"), quiet=allowed)
    return status_card("good" if allowed else "warn", words(f"home.{key}"), words(f"home.{key}_body"), change)


def _messages(words: PageTexts, service: ExposureService) -> Html:
    open_messages = [each for each in service.device.log.documents("message") if each["state"] != MessageState.AWAY]
    rows = [
        el(
            "li", el("p", _said(words, each), class_="new" if each["state"] == MessageState.NEW else None),
            el("p", _when(words, each, service.now), class_="small"),
            button(words("home.put_away"), "/tin/", hidden("number", each["number"]), quiet=True),
        )
        for each in reversed(open_messages)
    ]  # fmt: skip
    content = el("ul", *rows, class_="rows") if rows else el("p", words("home.no_messages"), class_="small")
    return card(el("h2", words("home.messages")), content)


def _when(words: PageTexts, message: dict[str, Any], now: int) -> str:
    """Returns when a message came; news bear the day that the province wrote on them."""
    day = message["facts"].get("day") if message["kind"] == MessageKind.NEWS else None
    return words.moment(message["at"], now) if day is None else words("message.news", date=words.date(day))


def _said(words: PageTexts, message: dict[str, Any]) -> str:
    facts = message["facts"]
    if message["kind"] == MessageKind.NEWS:
        return str(facts[words.language])
    if message["kind"] == MessageKind.VERDICT:
        key = "message.verdict_warns" if facts["warns"] else "message.verdict_brief"
        return words(key, date=words.date(facts["day"]), minutes=facts["minutes"])
    return words(f"message.{message['kind']}")


def around(words: PageTexts) -> Html:
    """Returns the screen of who is near now: a drawing and a list, which the script fills."""
    message = {f"data_{name}": words(f"around.{name}") for name in ("one", "brief", "nobody", "waiting", *SIGNALS)}
    message |= {"data_some": words("around.some", count="{count}"), "data_minutes": words("around.minutes", minutes="{minutes}")}
    message["data_device"] = words("around.device", number="{number}")
    rings = [el("circle", cx="160", cy="160", r=radius, class_="ring") for radius in ("148", "102", "56")]
    labels = [el("text", words(f"around.{signal}"), x="160", y=place, class_="ring-word") for signal, place in LABELS]
    me = el("circle", cx="160", cy="160", r="9", class_="me")
    drawn = (*rings, me, el("g", id="dots"), *labels)
    drawing = el("svg", *drawn, viewBox="0 0 320 320", role="img", aria_label=words("around.drawing"), class_="radar")
    listed = el("div", el("h2", words("around.list")), el("ul", id="list", class_="rows"))
    return page(
        words, words("around.title"), "/quanh-day/", el("p", words("around.nobody"), id="count", role="status", class_="count"),
        el("div", drawing, listed, id="around", class_="two", **message), card(el("p", words("around.note"), class_="small")),
        lead=words("around.lead"), scripts=("around.js",),
    )  # fmt: skip


def history(words: PageTexts, days: list[DaySummary]) -> Html:
    """Returns the days, in words, each with a bar of its signals."""
    content = [_day(words, each) for each in days] or [card(el("p", words("history.empty")))]
    why = el("details", el("summary", words("history.why_title")), el("p", words("history.why")), class_="card")
    return page(words, words("history.title"), "/lich-su/", *content, why, lead=words("history.lead"))


def _day(words: PageTexts, day: DaySummary) -> Html:
    counts = {"near": day.near, "unclear": day.unclear, "far": day.far}
    terms = [
        el("div", el("dt", words(f"history.{name}"), class_=name), el("dd", words("history.minutes", minutes=count)))
        for name, count in counts.items()
    ]
    sentence = words("history.sentence", minutes=day.minutes, near=day.near, most=day.most)
    return card(el("h2", words.date(day.day)), el("p", sentence), el("dl", *terms, class_="signals"))


def warning(words: PageTexts, service: ExposureService, message: Html | None = None) -> Html:
    """Returns the screen of exposures: which day, how long, how sure; what to do; share."""
    found = service.exposures()
    if not found:
        return page(words, words("warning.title"), "/canh-bao/", card(el("p", words("warning.none"))))
    steps = el("ol", *(el("li", words(f"warning.do_{number}")) for number in range(1, 5)))
    declare = link(words("warning.declare"), f"{service.server.origin}/khai-bao/", first=True) if service.server else None
    met = [_met(words, service, each) for each in found]
    do = card(el("h2", words("warning.do")), steps, declare, tone="bad" if any(each["warns"] for each in found) else "info")
    what = card(el("h2", words("warning.what")), *met, el("p", words("warning.hint"), class_="small"))
    share = _sharing(words, service, found)
    return page(words, words("warning.title"), "/canh-bao/", message, do, what, share)


def _met(words: PageTexts, service: ExposureService, found: dict[str, Any]) -> Html:
    signal, percent = words(f"around.{found['signal']}").lower(), round(found["confidence"] * 100)
    sentence = words("warning.close", date=_date(words, found), minutes=found["minutes"], signal=signal, percent=percent)
    more = [words("warning.second")] if found["report_type"] == ReportType.RECURSIVE else []
    more += [] if found["warns"] else [words("warning.low")]
    return el("div", el("p", sentence), pieces(el("p", each, class_="small") for each in more), class_="met")


def _sharing(words: PageTexts, service: ExposureService, found: list[dict[str, Any]]) -> Html | None:
    """Returns what would be sent, in the server's own words (those are agreed to), and one button for each exposure."""
    consent_text = service.consent("share", words.language)
    if consent_text is None:
        return None
    parts = (el("h2", words("warning.share_title")), el("p", consent_text[1]), el("p", words("warning.share_body"), class_="small"))
    if service.device.log.fact("phone") != "verified":  # the station calls back, so it asks for a number that is proved
        return card(*parts, link(words("warning.phone_first"), "/dien-thoai/"))
    return card(*parts, *[_share(words, service, each) for each in found])


def _share(words: PageTexts, service: ExposureService, found: dict[str, Any]) -> Html:
    """Returns the button below the text that says what is sent."""
    date = _date(words, found)
    if found.get("shared_at"):
        return el("p", words("warning.shared", date=date, when=words.moment(found["shared_at"], service.now)), class_="small")
    return button(words("warning.share", date=date), "/chia-se/", hidden("number", found["number"]))


def _date(words: PageTexts, found: dict[str, Any]) -> str:
    return words.date(local_day(found["start"]))


def more(words: PageTexts, service: ExposureService) -> Html:
    """Returns links to everything else, one line each."""
    lines = [("/canh-bao/", "warning.title", "more.warning_body"), ("/dien-thoai/", "phone.title", "more.phone_body"),
             ("/ca-benh/", "case.title", "more.case_body"), ("/xoa/", "forget.title", "more.forget_body")]  # fmt: skip
    if service.server:
        lines.insert(0, (f"{service.server.origin}/khai-bao/", "more.declare", "more.declare_body"))
    rows = [el("li", el("a", el("strong", words(title)), el("span", words(body), class_="small"), href=to)) for to, title, body in lines]
    return page(words, words("more.title"), "/them/", el("ul", *rows, class_="menu"))


def forget(words: PageTexts, missing: bool = False) -> Html:
    """Returns the screen that deletes the owner's data: it says what goes, and what that means."""
    tick = el("label", el("input", type="checkbox", name="sure", value="1", required=True), words("forget.confirm"), class_="tick")
    message = notice("bad", words("forget.confirm")) if missing else None
    form = button(words("forget.delete"), "/xoa/", tick, danger=True)
    lead = words("forget.lead", days=KEPT_DAYS)
    return page(words, words("forget.title"), "/xoa/", message, card(el("p", words("forget.means")), form), lead=lead)
