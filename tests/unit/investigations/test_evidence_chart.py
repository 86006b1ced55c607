"""Evidence as bars on local days."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from truyvet.investigations.evidence_chart import evidence_days
from truyvet.investigations.queries import EvidenceRow
from truyvet.tracing.answer import GROUP, NAMED, VISIT
from truyvet.tracing.calendar import day_start

DAY = 18_775


def exposure(kind: int, start: int, end: int) -> EvidenceRow:
    return EvidenceRow(None, kind, start, end, end - start, -1, None, ("household", "", "") if kind == GROUP else None)


def test_a_night_falls_onto_two_days() -> None:
    start = day_start(DAY) + 23 * 3_600
    with override("vi"):
        found = evidence_days((exposure(VISIT, start, start + 2 * 3_600),))
    assert [line.day for line in found] == [date(2021, 5, 28), date(2021, 5, 29)]
    assert [(bar.x, bar.width) for line in found for bar in line.bars] == [(1_380, 60), (0, 60)]


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    start = day_start(DAY)
    assert len(evidence_days((exposure(VISIT, start, start + 86_400),))) == 1


def test_a_short_meeting_is_still_seen_and_stays_in_its_day() -> None:
    end = day_start(DAY + 1)
    bar = evidence_days((exposure(VISIT, end - 60, end),))[0].bars[0]
    assert bar.x + bar.width == 1_440


def test_a_tie_lasts_all_day_and_a_name_has_no_hour() -> None:
    start = day_start(DAY)
    with override("vi"):
        found = evidence_days((exposure(GROUP, start, start + 86_400), exposure(NAMED, start, start)))
    assert [(tie.x, tie.width, tie.words) for tie in found[0].ties] == [(0, 1_440, "Cùng hộ")]
    assert found[0].bars[0].kind == "named"
