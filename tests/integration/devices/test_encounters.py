"""Encounters: counted, exactly once, scoped, gone by their day."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.conftest import TODAY

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.devices import person as share
from truyvet.devices.actions import add_encounters, encounters, purge_table
from truyvet.devices.models import Encounter
from truyvet.devices.queries import encounter_rows, first_kept
from truyvet.devices.rules import EncounterRefusal, EncounterSegment
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson

pytestmark = pytest.mark.db
BY = By.system("test")
SYSTEM = Scope.system("test", TODAY)


@pytest.fixture
def told(units: dict[str, int], now: datetime) -> Callable[..., EncounterSegment]:
    """``told()``: two new persons near each other; ``told("07444")``: the second lives elsewhere."""

    def make(commune: str = "07783", ago: int = 7_200) -> EncounterSegment:
        a, b = (
            register_person(by=BY, now=now, person=NewPerson("Người Ví Dụ", commune_id=units[code])).person_id
            for code in ("07783", commune)
        )
        start = int(now.timestamp()) - ago
        return EncounterSegment(uuid.uuid4(), a, b, start, 900, distance_mm=1_200, probability_ppm=900_000)

    return make


def test_everything_is_counted(told: Callable[..., EncounterSegment], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encounters, "MAX_ENCOUNTERS_PER_BATCH", 3)
    good, other = told(), told()
    segments = [
        good,
        good,
        replace(good, seconds=901),
        replace(other, person_b=other.person_a),
        replace(other, event_id=uuid.uuid4(), person_b=10**9),
        other,
    ]
    done = add_encounters(by=BY, now=now, segments=iter(segments))
    assert (done.read, done.accepted, done.duplicate, done.rejected) == (6, 2, 1, 3)
    assert done.rejects == ((2, EncounterRefusal.EVENT_CONFLICT), (3, EncounterRefusal.ONESELF), (4, EncounterRefusal.UNKNOWN_PERSON))
    assert AuditRow.objects.filter(action="devices.add_encounters").count() == 2
    again = add_encounters(by=BY, now=now, segments=[good, other])
    assert (again.accepted, again.duplicate) == (0, 2)
    assert Encounter.objects.count() == 2


def test_rows_for_a_trace(told: Callable[..., EncounterSegment], now: datetime) -> None:
    near, across = told(), replace(told("07444"), distance_mm=None, probability_ppm=None)
    add_encounters(by=BY, now=now, segments=[near, across])
    rows = sorted(encounter_rows(SYSTEM))
    assert [row[1:7] for row in rows] == [
        (near.person_a, near.person_b, near.start, 900, 1_200_000, 900_000_000),
        (across.person_a, across.person_b, across.start, 900, -1, -1),
    ]
    commune = Scope(role="commune_officer", paths=("24/222/07783/",), on=TODAY)
    assert [row[1] for row in encounter_rows(commune)] == [near.person_a]
    assert list(encounter_rows(SYSTEM, rows[-1][7] + 1)) == []
    with pytest.raises(ScopeMissing):
        next(encounter_rows(None))  # type: ignore[arg-type]


def test_days_go_whole_and_once(told: Callable[..., EncounterSegment], now: datetime) -> None:
    add_encounters(by=BY, now=now, segments=[told(ago=20 * 86_400), told()])
    assert purge_table(by=BY, now=now, table="Encounter") == 0
    tomorrow = now + timedelta(days=1)
    assert purge_table(by=BY, now=tomorrow, table="Encounter") == 1
    assert purge_table(by=BY, now=tomorrow, table="Encounter") == 0
    assert all(row[3] >= first_kept(SYSTEM, tomorrow) for row in encounter_rows(SYSTEM))


def test_the_share_of_a_person_names_nobody_else(told: Callable[..., EncounterSegment], now: datetime) -> None:
    near = told()
    add_encounters(by=BY, now=now, segments=[near])
    assert share.timeline(SYSTEM, near.person_a) == ()
    [mine], [theirs] = share.export(SYSTEM, near.person_a), share.export(SYSTEM, near.person_b)
    assert set(mine) == {"table", "start", "seconds", "distance_mm", "probability_ppm", "attenuation_db", "told_by"}
    assert {**mine, "told_by": "other"} == theirs
    assert share.erase(near.person_b, now) == 1
    assert list(encounter_rows(SYSTEM)) == []
