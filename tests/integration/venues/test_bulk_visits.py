"""Visits in bulk, rosters, rows for a trace, deletion."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.core.change_number import watermark
from truyvet.venues import queries
from truyvet.venues.actions import (
    NewVenue,
    RegisteredVenue,
    VisitLine,
    VisitorScan,
    add_visits,
    add_zone,
    check_out,
    purge_check_outs,
    purge_rosters,
    purge_visits,
    set_roster,
)
from truyvet.venues.actions.venues import VenueInvalid
from truyvet.venues.actions.visits import visit_import
from truyvet.venues.models import CheckOut, Roster, Visit
from truyvet.venues.rules.venue_kinds import KIND_CODES, Assurance, GroupKind
from truyvet.venues.rules.visit_time import VisitRefusal

pytestmark = pytest.mark.db
HOUR = 3_600


@pytest.fixture
def line(person: Callable[[], int], venue: Callable[..., RegisteredVenue], now: datetime) -> Callable[..., VisitLine]:
    place = venue()

    def make(ago: int = 5 * HOUR, stay: int | None = HOUR) -> VisitLine:
        start = int(now.timestamp()) - ago
        end = None if stay is None else start + stay
        return VisitLine(uuid.uuid4(), person(), place.id, start, end, Assurance.HIGH)

    return make


def test_everything_is_counted(line: Callable[..., VisitLine], by: By, now: datetime) -> None:
    good = line()
    lines = [
        good,
        good,
        replace(good, check_in=good.check_in - 1),
        replace(line(), venue_id=10**9),
        replace(line(), person_id=10**9),
        replace(line(), check_out=1),
        line(ago=22 * 86_400),
        line(ago=-HOUR),
        line(stay=6 * HOUR),
        line(stay=None),
    ]
    counts = add_visits(by=by, now=now, visits=iter(lines))
    assert (counts.read, counts.accepted, counts.duplicate, counts.rejected) == (10, 2, 1, 7)
    assert [reason for _, reason in counts.rejects] == [
        VisitRefusal.EVENT_CONFLICT,
        VisitRefusal.UNKNOWN_VENUE,
        VisitRefusal.UNKNOWN_PERSON,
        VisitRefusal.OUT_BEFORE_IN,
        VisitRefusal.TOO_OLD,
        VisitRefusal.IN_THE_FUTURE,
        VisitRefusal.IN_THE_FUTURE,
    ]
    assert [place for place, _ in counts.rejects] == [2, 3, 4, 5, 6, 7, 8]
    again = add_visits(by=by, now=now, visits=[good, lines[-1]])
    assert (again.accepted, again.duplicate, again.rejected) == (0, 2, 0)
    assert Visit.objects.count() == 2


def test_batches_are_transactions_and_numbers_run_on(
    line: Callable[..., VisitLine], by: By, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_import, "MAX_VISITS_PER_BATCH", 2)
    counts = add_visits(by=by, now=now, visits=[line(), line(), line(), replace(line(), venue_id=0), line()])
    assert (counts.read, counts.accepted) == (5, 4)
    assert counts.rejects == ((3, VisitRefusal.UNKNOWN_VENUE),)
    assert AuditRow.objects.filter(action="venues.add_visits").count() == 3


def test_an_imported_entry_meets_the_check_out_that_waited(line: Callable[..., VisitLine], by: By, now: datetime, system: Scope) -> None:
    entry, whole = line(stay=None), line()
    code = queries.labels(system, [entry.venue_id])[entry.venue_id].code
    for counts in (entry, whole):
        check_out(by=by, now=now, scan=VisitorScan(uuid.uuid4(), counts.person_id, code, now - timedelta(hours=3)))
    add_visits(by=by, now=now, visits=[entry, whole])
    ends = dict(Visit.objects.values_list("person_id", "check_out"))
    assert ends[entry.person_id] == int(now.timestamp()) - 3 * HOUR
    assert ends[whole.person_id] == whole.check_out


def test_rows_for_a_trace(
    line: Callable[..., VisitLine], by: By, now: datetime, system: Scope, province: Scope, other_commune: Scope
) -> None:
    mark = watermark()
    closed, still = line(), line(stay=None)
    add_visits(by=by, now=now, visits=[closed, still])
    rows = sorted(queries.visit_rows(system))
    assert [row[1:6] for row in rows] == [
        (closed.person_id, closed.venue_id, closed.check_in, closed.check_out, 2),
        (still.person_id, still.venue_id, still.check_in, -1, 2),
    ]
    assert sorted(queries.visit_rows(province)) == rows
    assert list(queries.visit_rows(other_commune)) == []
    assert sorted(queries.visit_rows(system, mark)) == rows
    assert all(type(value) is int for row in rows for value in row)
    after = max(row[6] for row in rows) + 1
    assert list(queries.visit_rows(system, after)) == []
    with pytest.raises(ScopeMissing):
        next(queries.visit_rows(None))  # type: ignore[arg-type]


def test_the_cost_does_not_grow_with_rows(line: Callable[..., VisitLine], by: By, now: datetime, system: Scope) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            list(queries.visit_rows(system))
            list(queries.roster_rows(system))
            list(queries.venue_rows(system))
            queries.list_venues(system)
        return len(made)

    add_visits(by=by, now=now, visits=[line()])
    one = cost()
    add_visits(by=by, now=now, visits=[line(), line()])
    assert cost() == one == 5


def test_venues_and_zones(
    venue: Callable[..., RegisteredVenue],
    by: By,
    now: datetime,
    province: Scope,
    other_commune: Scope,
    units: dict[str, int],
    system: Scope,
) -> None:
    plant = venue(closes=time(17, 30), opens=time(7))
    counts = NewVenue(uuid.uuid4(), "Chuyền may 4", "line", units["07783"])
    zone = add_zone(by=by, now=now, scope=province, of=plant.code, zone=counts)
    assert add_zone(by=by, now=now, scope=province, of=plant.code, zone=counts) == replace(zone, created=False)
    kind = KIND_CODES.index
    assert list(queries.venue_rows(system)) == [
        (plant.id, kind("factory"), 63_000, -1),
        (zone.id, kind("line"), -1, plant.id),
    ]
    page = queries.list_venues(province, text="nha may vi du")
    assert [(row.code, row.zones, row.arrivals) for row in page.rows] == [(plant.code, 1, 0)]
    found = queries.venue(province, plant.code)
    assert found is not None
    assert [row.name for row in found.zones] == ["Chuyền may 4"]
    assert queries.labels(province, [zone.id])[zone.id].part_of == "Nhà máy Ví Dụ"
    assert queries.venue(other_commune, plant.code) is None
    assert queries.list_venues(other_commune).total == 0
    assert queries.labels(other_commune, [plant.id]) == {}
    for wrong in (replace(counts, event_id=uuid.uuid4()),):
        with pytest.raises(VenueInvalid):
            add_zone(by=by, now=now, scope=province, of=zone.code, zone=wrong)  # a zone has no zones
        with pytest.raises(VenueInvalid):
            add_zone(by=by, now=now, scope=other_commune, of=plant.code, zone=wrong)


def test_a_roster_is_set_whole(
    venue: Callable[..., RegisteredVenue],
    person: Callable[[], int],
    by: By,
    now: datetime,
    province: Scope,
    system: Scope,
) -> None:
    code, people = venue("line").code, [person() for _ in range(3)]
    later = now - timedelta(days=2)
    counts = {
        "by": by,
        "now": now,
        "scope": province,
        "group_code": "chuyen-4",
        "kind": GroupKind.LINE,
        "venue_code": code,
    }
    first = set_roster(members=people[:2], since=now - timedelta(days=9), **counts)
    assert (first.joined, first.left) == (2, 0)
    again = set_roster(members=people[:2], since=later, **counts)
    assert (again.joined, again.left) == (0, 0)
    changed = set_roster(members=[*people[1:], 10**9], since=later, **counts)
    assert (changed.joined, changed.left, changed.unknown) == (1, 1, (10**9,))
    at = int(later.timestamp())
    rows = {row[1]: row[2:6] for row in queries.roster_rows(system)}
    group = first.group_id
    assert rows[people[0]] == (group, 0, at - 7 * 86_400, at)
    assert rows[people[1]] == (group, 0, at - 7 * 86_400, -1)
    assert rows[people[2]] == (group, 0, at, -1)
    assert queries.group_labels(province, [group])[group][:2] == ("line", "chuyen-4")
    with pytest.raises(VenueInvalid):
        set_roster(members=people, since=later, **{**counts, "kind": GroupKind.COACH})


def test_days_go_whole_and_once(line: Callable[..., VisitLine], by: By, now: datetime, system: Scope) -> None:
    # 20 days ago is the oldest day that is kept; 08:00 local less 9 hours is the day before.
    old, fresh = line(ago=20 * 86_400), line(ago=20 * 86_400 - 16 * HOUR)
    add_visits(by=by, now=now, visits=[old, fresh])
    code = queries.labels(system, [old.venue_id])[old.venue_id].code
    check_out(by=by, now=now, scan=VisitorScan(uuid.uuid4(), old.person_id, code, now - timedelta(days=20)))
    assert purge_visits(by=by, now=now) == 0
    tomorrow = now + timedelta(days=1)
    assert purge_visits(by=by, now=tomorrow, batch=1) == 1
    assert purge_visits(by=by, now=tomorrow) == 0
    assert purge_check_outs(by=by, now=tomorrow) == 1
    assert not CheckOut.objects.exists()
    assert [row[3] for row in queries.visit_rows(system)] == [fresh.check_in]
    assert queries.first_kept(system, tomorrow) <= fresh.check_in
    # What was purged cannot come in again.
    assert add_visits(by=by, now=tomorrow, visits=[old]).rejects == ((0, VisitRefusal.TOO_OLD),)


def test_old_memberships_go(
    venue: Callable[..., RegisteredVenue], person: Callable[[], int], by: By, now: datetime, province: Scope
) -> None:
    counts = {
        "by": by,
        "now": now,
        "scope": province,
        "group_code": "x",
        "kind": GroupKind.CLASS,
        "venue_code": venue("class").code,
    }
    set_roster(members=[person()], since=now - timedelta(days=60), **counts)
    set_roster(members=[person()], since=now - timedelta(days=30), **counts)
    assert purge_rosters(by=by, now=now) == 1
    assert purge_rosters(by=by, now=now) == 0
    assert Roster.objects.get().valid_until is None
