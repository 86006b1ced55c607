"""Screens that show: home, who is near, history, warning, more. Values in, HTML out."""

from __future__ import annotations

from typing import Any, Final

from truyvet.agent.assistant import Assistant
from truyvet.agent.diary import KEPT_DAYS
from truyvet.agent.history import DAY, LOCAL, Day
from truyvet.agent.messages import Kind, State, Verdict
from truyvet.agent.page import live
from truyvet.agent.page.html import Html, el
from truyvet.agent.page.shell import button, card, hidden, link, notice, page, pieces, state
from truyvet.agent.page.words import Words
from truyvet.proximity.publishing import ReportType

TONES: Final = {Verdict.CLEAR: "good", Verdict.BRIEF: "info", Verdict.WARNED: "bad", Verdict.CASE: "info", Verdict.UNCHECKED: "warn"}
KNOWN_TROUBLE: Final = ("unreachable", "not_signed", "gap")
SIGNALS: Final = ("near", "unclear", "far")
LABELS: Final = (("near", "118"), ("unclear", "72"), ("far", "26"))


def home(words: Words, who: Assistant) -> Html:
    """Am I all right, is it recording, what is new."""
    drawn = el("div", id="status", hidden=True, data_said=live.written(live.status(who)))
    verdict, diary = who.verdict(), who.device.diary
    see = link(words("home.see"), "/canh-bao/", first=True) if verdict in (Verdict.WARNED, Verdict.BRIEF) else None
    checked = diary.fact("checked_at")
    when = words("home.checked", when=words.moment(checked, who.now)) if checked else words("home.never")
    said = state(
        TONES[verdict], words(f"home.{verdict}"), words(f"home.{verdict}_body"), see, el("p", when, class_="small", id="checked"),
        _trouble(words, diary.fact("trouble")), button(words("home.check"), "/kiem-tra/", quiet=True),
    )  # fmt: skip
    return page(
        words, words("home.title"), "/", said, link(words("home.scan"), "/quanh-day/", first=verdict is not Verdict.WARNED),
        _recording(words, who.device.duty.allowed), _messages(words, who), drawn, scripts=("home.js",),
    )  # fmt: skip


def _trouble(words: Words, reason: str | None) -> Html | None:
    if not reason:
        return None
    return notice("warn", words(f"trouble.{reason}") if reason in KNOWN_TROUBLE else words("trouble.other", reason=reason))


def _recording(words: Words, allowed: bool) -> Html:
    key = "on" if allowed else "off"
    change = button(words("home.pause" if allowed else "home.resume"), "/tam-dung/", hidden("on", "0" if allowed else "1"), quiet=allowed)
    return state("good" if allowed else "warn", words(f"home.{key}"), words(f"home.{key}_body"), change)


def _messages(words: Words, who: Assistant) -> Html:
    shown = [each for each in who.device.diary.documents("message") if each["state"] != State.AWAY]
    rows = [
        el(
            "li", el("p", _said(words, each), class_="new" if each["state"] == State.NEW else None),
            el("p", _when(words, each, who.now), class_="small"),
            button(words("home.put_away"), "/tin/", hidden("number", each["number"]), quiet=True),
        )
        for each in reversed(shown)
    ]  # fmt: skip
    held = el("ul", *rows, class_="rows") if rows else el("p", words("home.no_messages"), class_="small")
    return card(el("h2", words("home.messages")), held)


def _when(words: Words, message: dict[str, Any], now: int) -> str:
    """When it came; news bear the day that the province wrote on them."""
    day = message["facts"].get("day") if message["kind"] == Kind.NEWS else None
    return words.moment(message["at"], now) if day is None else words("message.news", date=words.date(day))


def _said(words: Words, message: dict[str, Any]) -> str:
    facts = message["facts"]
    if message["kind"] == Kind.NEWS:
        return str(facts[words.language])
    if message["kind"] == Kind.VERDICT:
        key = "message.verdict_warns" if facts["warns"] else "message.verdict_brief"
        return words(key, date=words.date(facts["day"]), minutes=facts["minutes"])
    return words(f"message.{message['kind']}")


def around(words: Words) -> Html:
    """Who is near now: a drawing and a list, filled by the script."""
    told = {f"data_{name}": words(f"around.{name}") for name in ("one", "brief", "nobody", "waiting", *SIGNALS)}
    told |= {"data_some": words("around.some", count="{count}"), "data_minutes": words("around.minutes", minutes="{minutes}")}
    told["data_device"] = words("around.device", number="{number}")
    rings = [el("circle", cx="160", cy="160", r=radius, class_="ring") for radius in ("148", "102", "56")]
    labels = [el("text", words(f"around.{signal}"), x="160", y=place, class_="ring-word") for signal, place in LABELS]
    me = el("circle", cx="160", cy="160", r="9", class_="me")
    drawn = (*rings, me, el("g", id="dots"), *labels)
    drawing = el("svg", *drawn, viewBox="0 0 320 320", role="img", aria_label=words("around.drawing"), class_="radar")
    listed = el("div", el("h2", words("around.list")), el("ul", id="list", class_="rows"))
    return page(
        words, words("around.title"), "/quanh-day/", el("p", words("around.nobody"), id="count", role="status", class_="count"),
        el("div", drawing, listed, id="around", class_="two", **told), card(el("p", words("around.note"), class_="small")),
        lead=words("around.lead"), scripts=("around.js",),
    )  # fmt: skip


def history(words: Words, days: list[Day]) -> Html:
    """Day by day, in words, with a bar of the signals."""
    held = [_day(words, each) for each in days] or [card(el("p", words("history.empty")))]
    why = el("details", el("summary", words("history.why_title")), el("p", words("history.why")), class_="card")
    return page(words, words("history.title"), "/lich-su/", *held, why, lead=words("history.lead"))


def _day(words: Words, day: Day) -> Html:
    counts = {"near": day.near, "unclear": day.unclear, "far": day.far}
    terms = [
        el("div", el("dt", words(f"history.{name}"), class_=name), el("dd", words("history.minutes", minutes=count)))
        for name, count in counts.items()
    ]
    sentence = words("history.sentence", minutes=day.minutes, near=day.near, most=day.most)
    return card(el("h2", words.date(day.day)), el("p", sentence), el("dl", *terms, class_="signals"))


def warning(words: Words, who: Assistant, told: Html | None = None) -> Html:
    """Which day, how long, how sure; what to do; share."""
    found = who.found()
    if not found:
        return page(words, words("warning.title"), "/canh-bao/", card(el("p", words("warning.none"))))
    steps = el("ol", *(el("li", words(f"warning.do_{number}")) for number in range(1, 5)))
    declare = link(words("warning.declare"), f"{who.server.origin}/khai-bao/", first=True) if who.server else None
    met = [_met(words, who, each) for each in found]
    do = card(el("h2", words("warning.do")), steps, declare, tone="bad" if any(each["warns"] for each in found) else "info")
    what = card(el("h2", words("warning.what")), *met, el("p", words("warning.hint"), class_="small"))
    share = _sharing(words, who, found)
    return page(words, words("warning.title"), "/canh-bao/", told, do, what, share)


def _met(words: Words, who: Assistant, found: dict[str, Any]) -> Html:
    signal, percent = words(f"around.{found['signal']}").lower(), round(found["confidence"] * 100)
    sentence = words("warning.close", date=_date(words, found), minutes=found["minutes"], signal=signal, percent=percent)
    more = [words("warning.second")] if found["report_type"] == ReportType.RECURSIVE else []
    more += [] if found["warns"] else [words("warning.low")]
    return el("div", el("p", sentence), pieces(el("p", each, class_="small") for each in more), class_="met")


def _sharing(words: Words, who: Assistant, found: list[dict[str, Any]]) -> Html | None:
    """What would be sent, in the server's own words (those are what one agrees to), and one button for each meeting."""
    agreed = who.consent("share", words.language)
    if agreed is None:
        return None
    said = (el("h2", words("warning.share_title")), el("p", agreed[1]), el("p", words("warning.share_body"), class_="small"))
    if who.device.diary.fact("phone") != "verified":  # the station calls back, so it asks for a number that is proved
        return card(*said, link(words("warning.phone_first"), "/dien-thoai/"))
    return card(*said, *[_share(words, who, each) for each in found])


def _share(words: Words, who: Assistant, found: dict[str, Any]) -> Html:
    """One tap below the text that says what is sent."""
    date = _date(words, found)
    if found.get("shared_at"):
        return el("p", words("warning.shared", date=date, when=words.moment(found["shared_at"], who.now)), class_="small")
    return button(words("warning.share", date=date), "/chia-se/", hidden("number", found["number"]))


def _date(words: Words, found: dict[str, Any]) -> str:
    return words.date((found["start"] + LOCAL) // DAY)


def more(words: Words, who: Assistant) -> Html:
    """Everything else, one line each."""
    lines = [("/canh-bao/", "warning.title", "more.warning_body"), ("/dien-thoai/", "phone.title", "more.phone_body"),
             ("/ca-benh/", "case.title", "more.case_body"), ("/xoa/", "forget.title", "more.forget_body")]  # fmt: skip
    if who.server:
        lines.insert(0, (f"{who.server.origin}/khai-bao/", "more.declare", "more.declare_body"))
    rows = [el("li", el("a", el("strong", words(title)), el("span", words(body), class_="small"), href=to)) for to, title, body in lines]
    return page(words, words("more.title"), "/them/", el("ul", *rows, class_="menu"))


def forget(words: Words, missing: bool = False) -> Html:
    """Delete my data: says what goes, and what that means."""
    tick = el("label", el("input", type="checkbox", name="sure", value="1", required=True), words("forget.confirm"), class_="tick")
    told = notice("bad", words("forget.confirm")) if missing else None
    form = button(words("forget.delete"), "/xoa/", tick, danger=True)
    lead = words("forget.lead", days=KEPT_DAYS)
    return page(words, words("forget.title"), "/xoa/", told, card(el("p", words("forget.means")), form), lead=lead)
