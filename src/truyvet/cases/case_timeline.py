"""The course of a case as entries of a timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from truyvet.cases.labels import METHODS, OUTCOMES, STATES
from truyvet.cases.queries import CaseFile, ResultRow
from truyvet.cases.rules import CaseState, ResultOutcome
from truyvet.core.room_contract import TimelineEntry


def case_timeline(case: CaseFile, url: str = "", more: Iterable[TimelineEntry] = ()) -> list[TimelineEntry]:
    """Returns everything that has a moment; the component sorts it. ``more``: entries of other rooms."""
    timeline = [TimelineEntry(case.created_at, _("hồ sơ"), _("Ca %(code)s được nhập") % {"code": case.code}, url=url, icon="edit")]
    if case.dates.onset_at is not None:
        timeline.append(TimelineEntry(case.dates.onset_at, _("bệnh"), _("Khởi phát"), state="warn", icon="case"))
    if case.dates.infectious_from is not None and case.dates.infectious_until is not None:
        timeline.append(TimelineEntry(case.dates.infectious_from, _("bệnh"), _("Bắt đầu có thể lây"), state="warn"))
        timeline.append(TimelineEntry(case.dates.infectious_until, _("bệnh"), _("Hết thời gian có thể lây")))
    for row in case.results:
        timeline += _of_result(row)
    timeline += more
    if case.confirmed_at is not None:
        timeline.append(TimelineEntry(case.confirmed_at, _("hồ sơ"), _("Ca được xác nhận"), state="bad", icon="shield"))
    if case.closed_at is not None:
        word, state = STATES[case.state]
        title = _("Ca bị loại") if case.state is CaseState.DISCARDED else str(word)
        timeline.append(TimelineEntry(case.closed_at, _("hồ sơ"), title, case.note, state=state))
    return timeline


def _of_result(row: ResultRow) -> list[TimelineEntry]:
    word, state = OUTCOMES[row.outcome]
    sampled = TimelineEntry(
        row.sampled_at,
        _("xét nghiệm"),
        _("Lấy mẫu %(method)s") % {"method": METHODS[row.method]},
        _("Số phiếu %(reference)s: %(outcome)s") % {"reference": row.reference, "outcome": word},
        state=state if row.outcome is ResultOutcome.POSITIVE else "plain",
        icon="test",
    )
    if row.confirmed_at is None:
        return [sampled]
    timeline = {"reference": row.reference, "name": row.confirmed_name}
    text = _("Số phiếu %(reference)s, người thứ hai: %(name)s") % timeline
    return [sampled, TimelineEntry(row.confirmed_at, _("xét nghiệm"), _("Kết quả được xác nhận"), text, icon="check")]
