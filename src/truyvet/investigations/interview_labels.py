"""Words of interviews: parts of a day, stays, and the lines of a version, by which two versions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from truyvet.investigations.queries.interview_places import KnownStay
from truyvet.investigations.queries.interviews import InterviewFile, NamedLine, ToldPlace
from truyvet.investigations.rules.interviews import InterviewState, LineChange, PlaceOrigin, PlaceVerdict
from truyvet.investigations.rules.investigation_form import InvestigationForm, YesNo
from truyvet.investigations.rules.milestones import DayPart
from truyvet.venues.labels import ASSURANCE, SOURCES
from truyvet.web.clock import local

PARTS = {
    DayPart.NIGHT: gettext_lazy("Đêm"),
    DayPart.MORNING: gettext_lazy("Buổi sáng"),
    DayPart.AFTERNOON: gettext_lazy("Buổi chiều"),
    DayPart.EVENING: gettext_lazy("Buổi tối"),
}
INTERVIEW_STATES = {
    InterviewState.DRAFT: (gettext_lazy("Phiếu nháp"), "warn"),
    InterviewState.FINAL: (gettext_lazy("Bản đang dùng"), "good"),
    InterviewState.REPLACED: (gettext_lazy("Đã được thay"), "plain"),
}
VERDICT_WORDS = {
    PlaceVerdict.CONFIRMED: gettext_lazy("đúng"),
    PlaceVerdict.CORRECTED: gettext_lazy("có đến, giờ khác"),
    PlaceVerdict.STRUCK: gettext_lazy("không có mặt"),
}
CHANGES = {
    LineChange.ADDED: gettext_lazy("Dòng thêm"),
    LineChange.STRUCK: gettext_lazy("Dòng bỏ"),
    LineChange.CHANGED: gettext_lazy("Dòng đổi"),
}
YES_NO = {YesNo.YES: gettext_lazy("có"), YesNo.NO: gettext_lazy("không"), YesNo.UNSURE: gettext_lazy("không nhớ")}
TIE_REFUSALS = {
    "no_venue": gettext_lazy("Địa điểm ấy không còn trong địa bàn của bạn. Hãy tìm lại."),
    "tied": gettext_lazy("Người khác vừa gắn nơi này vào một địa điểm khác. Hãy gọi người truy vết nếu sai."),
    "visit": gettext_lazy("Lượt đến đã quá 21 ngày nên không ghi được nữa. Nơi này vẫn nằm trong phiếu phỏng vấn."),
}


def moment_words(second: int | None) -> str:
    """Returns "14:30 28/05/2021"; a moment that nobody knows is said to be so."""
    return _("chưa rõ") if second is None else f"{local(datetime.fromtimestamp(second, UTC)):%H:%M %d/%m/%Y}"


def stay_words(start: int, end: int | None) -> str:
    """Returns from when until when, the day once where it is the same."""
    since = local(datetime.fromtimestamp(start, UTC))
    if end is None:
        return _("từ %(since)s, không nhớ lúc rời") % {"since": f"{since:%H:%M %d/%m/%Y}"}
    until = local(datetime.fromtimestamp(end, UTC))
    return f"{since:%H:%M}–{until:%H:%M %d/%m/%Y}" if since.date() == until.date() else f"{since:%H:%M %d/%m}–{until:%H:%M %d/%m/%Y}"


def stay_title(stay: KnownStay) -> str:
    """Returns where a known stay was; nearness of two telephones has no place."""
    return _("gần một điện thoại khác") if stay.origin is PlaceOrigin.ENCOUNTER else stay.name


def stay_source(stay: KnownStay) -> str:
    """Returns from where a stay is known and how sure it is."""
    if stay.source is None or stay.assurance is None:
        return _("theo Bluetooth") if stay.origin is PlaceOrigin.ENCOUNTER else _("theo bản trước")
    return _("%(source)s, độ chắc %(assurance)s") % {"source": SOURCES[stay.source], "assurance": ASSURANCE[stay.assurance]}


def place_title(place: ToldPlace) -> str:
    """Returns what a stay is called; nearness of two telephones has no place."""
    if place.origin is PlaceOrigin.ENCOUNTER:
        return _("gần một điện thoại khác")
    words = ", ".join(part for part in (place.title, place.address, place.commune) if part)
    return words if place.venue_code else _("%(place)s (chưa có trong danh bạ)") % {"place": words}


def place_words(place: ToldPlace) -> str:
    """Returns a stay of a version as one line."""
    parts = [place_title(place), stay_words(place.start, place.end)]
    if place.origin is not PlaceOrigin.TOLD:
        parts.append(str(VERDICT_WORDS[place.verdict]))
    return ", ".join([*parts, *([place.word] if place.word else [])])


def named_words(named: NamedLine) -> str:
    """Returns a named contact of a version as one line, by code."""
    met = moment_words(named.last_contact) if named.is_dated else _("không nhớ ngày")
    return ", ".join(part for part in (named.code, named.tie, _("gặp lần cuối: %(met)s") % {"met": met}, named.where) if part)


def answer_words(form: InvestigationForm, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns (number and question, answer) of the questions that were asked."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    asked = [(each, answers[each.key]) for each in form.questions() if each.key in answers]
    return [(f"{each.number}. {each.text[language]}", str(YES_NO.get(words, words))) for each, words in asked]  # type: ignore[call-overload]


def line_words(version: InterviewFile, form: InvestigationForm) -> list[tuple[str, str]]:
    """Returns every line of a version as (what it is about, its words)."""
    lines = [(f"named {each.code}", named_words(each)) for each in version.named]
    lines += [(f"place {each.source_event or each.venue_code or each.name}", place_words(each)) for each in version.places]
    return lines + [(question, f"{question}: {words}") for question, words in answer_words(form, version.answers)]
