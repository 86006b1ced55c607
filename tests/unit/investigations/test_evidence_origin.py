"""Which stay was only told, by what an exposure knows of it."""

from __future__ import annotations

import pytest

from truyvet.investigations.rules.contact_reason import WeighedExposure, choose_reason
from truyvet.investigations.rules.evidence_origin import MAX_STAY_S, EvidenceOrigin, ReportedStays
from truyvet.tracing.answer import VISIT

HOUR = 3_600
STAYS = ReportedStays(
    [
        (1, 7, 10 * HOUR, 12 * HOUR, EvidenceOrigin.INTERVIEW),
        (1, 7, 11 * HOUR, 13 * HOUR, EvidenceOrigin.DECLARATION),
        (1, 8, 10 * HOUR, None, EvidenceOrigin.DECLARATION),
    ]
)


@pytest.mark.parametrize(
    ("person", "venue", "hour", "wanted"),
    [
        (1, 7, 10, EvidenceOrigin.INTERVIEW),
        (1, 7, 11, EvidenceOrigin.DECLARATION),
        (1, 7, 12.99, EvidenceOrigin.DECLARATION),
        (1, 7, 13, EvidenceOrigin.SCAN),
        (1, 7, 9.99, EvidenceOrigin.SCAN),
        (2, 7, 11, EvidenceOrigin.SCAN),
        (1, 9, 11, EvidenceOrigin.SCAN),
        (1, 8, 33.99, EvidenceOrigin.DECLARATION),
        (1, 8, 34, EvidenceOrigin.SCAN),
    ],
)
def test_a_stay_is_found_while_it_lasts(person: int, venue: int, hour: float, wanted: EvidenceOrigin) -> None:
    assert STAYS.of(person, venue, int(hour * HOUR)) is wanted
    assert MAX_STAY_S == 24 * HOUR


def test_the_surest_exposure_at_a_place_speaks_for_it() -> None:
    def at(start: int, told: EvidenceOrigin) -> WeighedExposure:
        return WeighedExposure(5, VISIT, 7, start, start + HOUR, HOUR, 0, 1.0, told)

    assert (
        choose_reason([at(0, EvidenceOrigin.DECLARATION), at(MAX_STAY_S, EvidenceOrigin.DECLARATION)], {}).origin
        is EvidenceOrigin.DECLARATION
    )
    assert (
        choose_reason([at(0, EvidenceOrigin.DECLARATION), at(MAX_STAY_S, EvidenceOrigin.INTERVIEW)], {}).origin is EvidenceOrigin.INTERVIEW
    )
    assert choose_reason([at(0, EvidenceOrigin.DECLARATION), at(MAX_STAY_S, EvidenceOrigin.SCAN)], {}).origin is EvidenceOrigin.SCAN
