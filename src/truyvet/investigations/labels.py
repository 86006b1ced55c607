"""Words of this room: why somebody stands in a list, as one sentence; levels, verdicts, stages and kinds of evidence.

Pure functions of numbers and labels; the language is the active translation. What the reader may not see arrives
here as None and is said as "outside your area", never left out and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from truyvet.core.local_day import LocalDay
from truyvet.investigations.queries import EvidenceRow, RunContactRow
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin
from truyvet.investigations.rules.runs import ContactVerdict, RunState, ScoreLevel
from truyvet.tracing.answer import ENCOUNTER, GROUP, KINDS, NAMED, VISIT
from truyvet.tracing.calendar import local_day
from truyvet.venues.queries import VenueLabel
from truyvet.web.display_format import duration_words, number_words

EPOCH: Final = date(1970, 1, 1)

LEVELS: Final = {
    ScoreLevel.HIGH: gettext_lazy("Khả năng cao"),
    ScoreLevel.MIDDLE: gettext_lazy("Khả năng vừa"),
    ScoreLevel.LOW: gettext_lazy("Khả năng thấp"),
}

SHORT_LEVELS: Final = {
    ScoreLevel.HIGH: pgettext_lazy("khả năng", "cao"),
    ScoreLevel.MIDDLE: pgettext_lazy("khả năng", "vừa"),
    ScoreLevel.LOW: pgettext_lazy("khả năng", "thấp"),
}
"""For a column that is headed by the word likelihood."""

VERDICTS: Final = {
    ContactVerdict.CONFIRMED: (gettext_lazy("Đã xác nhận tiếp xúc"), "good"),
    ContactVerdict.REFUTED: (gettext_lazy("Đã loại trừ"), "plain"),
    ContactVerdict.UNREACHED: (gettext_lazy("Chưa gặp được"), "warn"),
}
"""The word for a verdict and the state of the ``tag`` component."""

STATES: Final = {
    RunState.QUEUED: (gettext_lazy("Chờ đến lượt"), "info"),
    RunState.RUNNING: (gettext_lazy("Đang tính"), "info"),
    RunState.DONE: (gettext_lazy("Xong"), "good"),
    RunState.FAILED: (gettext_lazy("Không tính được"), "bad"),
}

STAGES: Final = {
    "": gettext_lazy("Đang chờ đến lượt"),
    "reading": gettext_lazy("Đang đọc lượt đến, lần ở gần, hộ và nhóm"),
    "sweeping": gettext_lazy("Đang xếp lượt đến theo nơi và giờ"),
    "generation_1": gettext_lazy("Đang tìm người tiếp xúc gần (F1)"),
    "generation_2": gettext_lazy("Đang tìm vòng hai (F2)"),
    "explaining": gettext_lazy("Đang viết lý do cho từng người"),
    "keeping": gettext_lazy("Đang ghi kết quả"),
}

KIND_TAGS: Final = {
    VISIT: gettext_lazy("cùng nơi"),
    ENCOUNTER: gettext_lazy("Bluetooth"),
    NAMED: gettext_lazy("được kể tên"),
    GROUP: gettext_lazy("cùng hộ, cùng nhóm"),
}

ORIGINS: Final = {
    EvidenceOrigin.SCAN: "",
    EvidenceOrigin.INTERVIEW: gettext_lazy("theo lời kể khi phỏng vấn"),
    EvidenceOrigin.DECLARATION: gettext_lazy("theo lời khai trong tờ khai y tế"),
}
"""Said behind a stay that nobody scanned."""

ASSURANCES: Final = {
    -1: gettext_lazy("không ghi"),
    0: gettext_lazy("thấp (mã dán tường hoặc tự khai)"),
    1: gettext_lazy("vừa (thẻ, ghi tay hoặc tệp nhập)"),
    2: gettext_lazy("cao (quét tại cổng có người gác)"),
}
"""How sure it is that both were there, by place in venues.rules.venue_kinds.ASSURANCES."""


class DayZero(StrEnum):
    """Which day of the case the relative day counts from."""

    ONSET = "onset"
    SAMPLE = "sample"
    UNKNOWN = "unknown"


def day_and_month(number: int) -> str:
    """Returns day and month of a local day number, as "28/05"."""
    return f"{LocalDay.of_number(number):%d/%m}"


def stage_words(stage: str) -> str:
    """What a run is doing now."""
    if stage.startswith("generation_") and stage not in STAGES:
        return _("Đang tìm vòng %(n)s") % {"n": stage.removeprefix("generation_")}
    return str(STAGES.get(stage, STAGES[""]))


def via_tags(via: int) -> list[str]:
    """The kinds of evidence in a bit set, as short words."""
    return [str(KIND_TAGS[kind]) for kind in range(len(KINDS)) if via >> kind & 1]


def place_words(place: VenueLabel | None) -> str:
    """A venue by its name and the venue that it is a part of."""
    if place is None:
        return _("một nơi ngoài phạm vi của bạn")
    if not place.part_of:
        return place.name
    # A zone often carries the first words of its venue's name already: say them once.
    own = place.name.removesuffix(f", {place.part_of.partition(',')[0]}")
    return f"{own}, {place.part_of}"


def group_words(group: tuple[str, str, str] | None) -> str:
    """A tie that lasts: "Cùng hộ", "Cùng chuyền C4, Nhà máy Ví Dụ"."""
    if group is None:
        return _("Cùng một nhóm ở nơi ngoài phạm vi của bạn")
    kind, code, zone = group
    ties = {
        "line": _("Cùng chuyền %(code)s"), "shift": _("Cùng ca làm %(code)s"), "room": _("Cùng phòng %(code)s"),
        "class": _("Cùng lớp %(code)s"), "coach": _("Cùng chuyến xe %(code)s"),
    }  # fmt: skip
    if kind == "household":
        return _("Cùng hộ")
    words = ties.get(kind, _("Cùng nhóm %(code)s")) % {"code": code}
    return f"{words}, {zone}" if zone else words


def relative_words(days: int | None, zero: DayZero = DayZero.ONSET) -> str:
    """Returns how many days from the case's day zero, as "một ngày trước khi ca bệnh khởi phát"; "" when nothing is known."""
    if days is None:
        return ""
    event = {
        DayZero.ONSET: _("ca bệnh khởi phát"),
        DayZero.SAMPLE: _("ca bệnh lấy mẫu"),
        DayZero.UNKNOWN: _("ca bệnh khởi phát hoặc lấy mẫu"),
    }[zero]
    if days == 0:
        return _("đúng ngày %(event)s") % {"event": event}
    if days < 0:
        return ngettext("một ngày trước khi %(event)s", "%(n)s ngày trước khi %(event)s", -days) % {"n": -days, "event": event}
    return ngettext("một ngày sau khi %(event)s", "%(n)s ngày sau khi %(event)s", days) % {"n": days, "event": event}


def sentence(row: RunContactRow, zero: DayZero = DayZero.ONSET) -> str:
    """Why this contact stands in the list, in one sentence: the tie that weighs most, how long, when, through whom."""
    first = {VISIT: _visit, ENCOUNTER: _encounter, NAMED: _named, GROUP: _group}.get(
        -1 if row.why_kind is None else row.why_kind, _counted
    )(row)
    clauses = [first]
    if row.why_kind in (VISIT, ENCOUNTER):
        clauses += [_("lần cuối %(day)s") % {"day": day_and_month(row.why_day)}]
    if row.why_kind == VISIT:
        clauses += [str(ORIGINS[EvidenceOrigin(row.why_origin)])]
    if row.why_kind is not None:
        clauses += [relative_words(row.why_relative, zero), _through(row), _others(row.why_others)]
    else:
        clauses += [_through(row)]
    return ", ".join(clause for clause in clauses if clause)


def _visit(row: RunContactRow) -> str:
    words = {"place": place_words(row.place), "length": _length(row.why_seconds, row.why_days)}
    if row.place is not None and row.place.kind == "bus":
        return _("Cùng xe %(place)s, %(length)s") % words
    return _("Cùng ở %(place)s, %(length)s") % words


def _encounter(row: RunContactRow) -> str:
    return _("Ở gần nhau %(length)s theo Bluetooth (máy gợi ý, chưa xác nhận)") % {"length": _length(row.why_seconds, row.why_days)}


def _named(row: RunContactRow) -> str:
    day = day_and_month(row.why_day)
    if row.why_origin == EvidenceOrigin.DECLARATION:
        if row.generation > 1:
            return _("Gặp người tiếp xúc theo lời khai trong tờ khai y tế, gặp lần cuối %(day)s") % {"day": day}
        return _("Gặp ca bệnh theo lời khai trong tờ khai y tế, gặp lần cuối %(day)s") % {"day": day}
    if row.generation > 1:
        return _("Được người tiếp xúc kể tên, gặp lần cuối %(day)s") % {"day": day}
    return _("Được ca bệnh kể tên, gặp lần cuối %(day)s") % {"day": day}


def _group(row: RunContactRow) -> str:
    return group_words(row.group)


def _counted(row: RunContactRow) -> str:
    last = day_and_month(local_day(max(row.first, row.last - 1)))
    words = {"n": number_words(row.exposures), "length": duration_words(row.seconds), "day": last}
    if not row.seconds:
        return ngettext("Một lần tiếp xúc, lần cuối %(day)s", "%(n)s lần tiếp xúc, lần cuối %(day)s", row.exposures) % words
    return (
        ngettext(
            "Một lần tiếp xúc, %(length)s, lần cuối %(day)s", "%(n)s lần tiếp xúc, cả thảy %(length)s, lần cuối %(day)s", row.exposures
        )
        % words
    )


def _length(seconds: int, days: int) -> str:
    length = duration_words(seconds)
    if days > 1:
        return _("%(length)s trong %(days)s ngày") % {"length": length, "days": number_words(days)}
    return length


def _through(row: RunContactRow) -> str:
    if row.generation < 2:
        return ""
    above = f"F{row.generation - 1}"
    if row.source is None:
        # Neither a source beyond the scope nor one that was not listed is named by code.
        return _("qua một %(above)s khác") % {"above": above}
    return _("qua %(above)s %(code)s") % {"above": above, "code": row.source.code}


def _others(many: int) -> str:
    return ngettext("và một lý do khác", "và %(n)s lý do khác", many) % {"n": number_words(many)} if many else ""


def last_met(row: RunContactRow) -> date | None:
    """The local day of the last meeting that is known; None when they only live or work together all the time."""
    if row.why_kind is not None and row.why_kind != GROUP and row.via >> GROUP & 1:
        # The membership reaches to the end of what is known and would hide when they last met.
        return LocalDay.of_number(row.why_day)
    if row.why_kind == GROUP or row.via == 1 << GROUP:
        return None
    return LocalDay.of_number(local_day(max(row.first, row.last - 1)))


def tie_words(row: EvidenceRow) -> str:
    """One exposure of the evidence: where, or by what tie."""
    if row.kind == VISIT:
        where = _("Cùng ở %(place)s") % {"place": place_words(row.place)}
        return f"{where}, {ORIGINS[EvidenceOrigin(row.origin)]}" if row.origin else where
    if row.kind == GROUP:
        return group_words(row.group)
    return _("Ở gần nhau theo Bluetooth") if row.kind == ENCOUNTER else _by_name(row.origin)


def _by_name(origin: int) -> str:
    return _("Gặp nhau theo lời khai trong tờ khai y tế") if origin == EvidenceOrigin.DECLARATION else _("Được kể tên khi phỏng vấn")


def bundle_words(row: RunContactRow) -> str:
    """The heading under which a contact stands in the graph: the place or tie of their strongest exposure."""
    if row.why_kind == VISIT:
        return place_words(row.place)
    if row.why_kind == GROUP:
        return group_words(row.group)
    ties = {ENCOUNTER: _("Ở gần nhau theo Bluetooth"), NAMED: _by_name(row.why_origin)}
    return ties.get(row.why_kind or -1, _("Chỉ giữ con số"))


def scope_words(answer: Mapping[str, int | None]) -> tuple[str, str]:
    """The scope box: "38 thay vì 1.946" and what the blanket rules would isolate; an unknown figure is said to be unknown."""
    mine, venues, communes = answer.get("f1") or 0, answer.get("blanket_venues"), answer.get("blanket_communes")
    beside = venues if venues is not None else communes
    value = (
        number_words(mine)
        if beside is None
        else _("%(mine)s thay vì %(blanket)s") % {"mine": number_words(mine), "blanket": number_words(beside)}
    )
    note = _("nếu phong toả nơi có ca: %(venues)s · cả xã: %(communes)s") % {
        "venues": _("chưa rõ") if venues is None else number_words(venues),
        "communes": _("chưa rõ") if communes is None else number_words(communes),
    }
    return value, note


ACTION_NAMES: Mapping[str, object] = {
    "investigations.request_run": gettext_lazy("Yêu cầu truy vết"),
    "investigations.finish_run": gettext_lazy("Truy vết xong"),
    "investigations.fail_run": gettext_lazy("Truy vết không thành"),
    "investigations.decide": gettext_lazy("Kết luận về người tiếp xúc"),
    "investigations.export": gettext_lazy("Xuất danh sách tiếp xúc"),
    "investigations.interview": gettext_lazy("Ghi phỏng vấn"),
    "investigations.correct_interview": gettext_lazy("Sửa phỏng vấn thành bản mới"),
    "investigations.keep_draft": gettext_lazy("Giữ bản nháp phỏng vấn"),
    "investigations.print_interview": gettext_lazy("In phiếu điều tra"),
    "investigations.tie_place": gettext_lazy("Gắn nơi người bệnh kể vào một địa điểm"),
    "investigations.purge_drafts": gettext_lazy("Xoá bản nháp phỏng vấn đã hết hạn lưu"),
    "investigations.add_interviews": gettext_lazy("Nhập phỏng vấn từ tệp"),
    "investigations.take_declared": gettext_lazy("Lấy nơi đã khai vào truy vết"),
    "investigations.purge_runs": gettext_lazy("Xoá lần truy vết đã hết hạn lưu"),
    "investigations.purge_interviews": gettext_lazy("Xoá phỏng vấn đã hết hạn lưu"),
    "investigations.purge_store": gettext_lazy("Dựng lại kho truy vết khi xoá"),
}
"""Audited actions in words."""
