"""What an encounter must hold."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from truyvet.core.local_day import LocalDay
from truyvet.devices import rules
from truyvet.devices.rules import EncounterRefusal, EncounterSegment

NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
TOLD = EncounterSegment(uuid.UUID(int=1), 1, 2, AT - 3_600, 900, distance_mm=1_200, probability_ppm=900_000, attenuation_db=55)


def test_a_slice_that_is_right() -> None:
    assert rules.refusal_of(TOLD, NOW) is None
    assert rules.refusal_of(replace(TOLD, distance_mm=None, probability_ppm=None, attenuation_db=None), NOW) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"person_b": 1}, EncounterRefusal.ONESELF),
        ({"seconds": 0}, EncounterRefusal.SECONDS),
        ({"seconds": 86_401}, EncounterRefusal.SECONDS),
        ({"start": AT}, EncounterRefusal.IN_THE_FUTURE),
        ({"start": AT - 22 * 86_400}, EncounterRefusal.TOO_OLD),
        ({"start": -5}, EncounterRefusal.TOO_OLD),
        ({"distance_mm": -1}, EncounterRefusal.MEASURE),
        ({"probability_ppm": 1_000_001}, EncounterRefusal.MEASURE),
        ({"attenuation_db": 256}, EncounterRefusal.MEASURE),
    ],
)
def test_a_slice_that_is_wrong(change: dict[str, Any], reason: EncounterRefusal) -> None:
    assert rules.refusal_of(replace(TOLD, **change), NOW) is reason


def test_days_are_local() -> None:
    assert LocalDay.of_second(rules.first_kept(NOW)) == date(2021, 5, 11)
    assert rules.delete_on(AT) == date(2021, 6, 21)


def test_the_hash_covers_every_part() -> None:
    changes: list[dict[str, Any]] = [{"person_b": 3}, {"start": AT - 1}, {"seconds": 1}, {"distance_mm": None}]
    hashes = {rules.body_hash(replace(TOLD, **change)) for change in changes}
    assert len(hashes | {rules.body_hash(TOLD)}) == 5
