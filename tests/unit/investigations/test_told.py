"""Which stay was only told, by what an exposure knows of it."""

from __future__ import annotations

import pytest

from truyvet.investigations.rules.told import DAY, Told, ToldStays
from truyvet.investigations.rules.why import Shown, why
from truyvet.tracing.answer import VISIT

HOUR = 3_600
STAYS = ToldStays([
    (1, 7, 10 * HOUR, 12 * HOUR, Told.INTERVIEW), (1, 7, 11 * HOUR, 13 * HOUR, Told.DECLARATION), (1, 8, 10 * HOUR, None, Told.DECLARATION),
])  # fmt: skip


@pytest.mark.parametrize(("person", "venue", "hour", "wanted"), [
    (1, 7, 10, Told.INTERVIEW), (1, 7, 11, Told.DECLARATION), (1, 7, 12.99, Told.DECLARATION), (1, 7, 13, Told.NOT), (1, 7, 9.99, Told.NOT),
    (2, 7, 11, Told.NOT), (1, 9, 11, Told.NOT), (1, 8, 33.99, Told.DECLARATION), (1, 8, 34, Told.NOT),
])  # fmt: skip
def test_a_stay_is_found_while_it_lasts(person: int, venue: int, hour: float, wanted: Told) -> None:
    assert STAYS.of(person, venue, int(hour * HOUR)) is wanted
    assert DAY == 24 * HOUR


def test_the_surest_exposure_at_a_place_speaks_for_it() -> None:
    def at(start: int, told: Told) -> Shown:
        return Shown(5, VISIT, 7, start, start + HOUR, HOUR, 0, 1.0, told)

    assert why([at(0, Told.DECLARATION), at(DAY, Told.DECLARATION)], {}).told is Told.DECLARATION
    assert why([at(0, Told.DECLARATION), at(DAY, Told.INTERVIEW)], {}).told is Told.INTERVIEW
    assert why([at(0, Told.DECLARATION), at(DAY, Told.NOT)], {}).told is Told.NOT
