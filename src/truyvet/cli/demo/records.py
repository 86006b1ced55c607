"""Writes the simulated province's records into the rooms in batches. Row ids are listed by simulated number."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from truyvet.audit.values import By, Scope
from truyvet.cases.queries import cases_for_trace
from truyvet.core.local_day import LocalDay
from truyvet.devices import actions as devices
from truyvet.devices.rules import EncounterSegment
from truyvet.investigations import actions as investigations
from truyvet.people import actions as people_actions
from truyvet.people.values import NewPerson
from truyvet.places import queries as places
from truyvet.simulate.place_kinds import ASSURANCES, GROUP_KINDS, HOUSEHOLD_GROUP, ROOM_GROUP, VENUE_KINDS
from truyvet.simulate.province import Province
from truyvet.tracing.records import MISSING
from truyvet.venues import actions as venue_actions
from truyvet.venues.queries import first_kept
from truyvet.venues.rules.venue_kinds import Assurance, GroupKind, VisitSource

Rows = NDArray[np.int64]
NAMESPACE: Final = UUID("6f6d6c74-7675-7965-7400-000000000002")
MICROS_PER_MILLI: Final = 1_000


def _events(kind: str) -> UUID:
    return uuid5(NAMESPACE, kind)


def _event(base: UUID, number: int) -> UUID:
    """Makes a distinct event id cheaply: the kind's id with the row's number in its last 48 bits."""
    return UUID(int=(base.int & ~((1 << 48) - 1)) | number)


def _communes(scope: Scope, province: Province) -> list[int]:
    return [place.id if (place := places.unit_by_code(scope, commune.code, scope.on)) else 0 for commune in province.people.communes]


def add_people(by: By, now: datetime, scope: Scope, province: Province) -> Rows:
    """Adds every person with phone and address, and the registered households. Returns row ids by simulated number."""
    people, communes = province.people, _communes(scope, province)
    groups = province.groups
    registered = np.full(len(people), MISSING)
    home = np.isin(groups.kind, (HOUSEHOLD_GROUP,))
    registered[groups.person[home]] = groups.group[home]
    since = datetime.fromtimestamp(int(groups.start.min()) if groups.start.size else int(now.timestamp()), UTC)
    base = _events("person")
    made = [
        NewPerson(
            people.name(i),
            int(people.birth_year[i]),
            people.gender(i),
            communes[int(people.commune[i])],
            people.address(i),
            (phone,) if (phone := people.phone(i)) else (),
            household=str(registered[i]) if registered[i] != MISSING else "",
            event_id=_event(base, i),
        )
        for i in range(len(people))
    ]
    rows: list[int] = []
    for start in range(0, len(made), 20_000):
        added = people_actions.add_people(by=by, now=now, people=made[start : start + 20_000], source="demo", lived_since=since)
        if added.rejected:
            raise RuntimeError(f"people of the demo were rejected: {added.rejects[:3]}")
        rows += [row or 0 for row in added.ids]
    return np.asarray(rows, dtype=np.int64)


def add_venues(by: By, now: datetime, scope: Scope, province: Province, people: Rows) -> Rows:
    """Adds venues before their zones, then rosters of lines, classes, coaches and rooms. Returns row ids by simulated number."""
    venues, communes, base = province.venues, _communes(scope, province), _events("venue")
    rows = np.zeros(len(venues), dtype=np.int64)
    codes = [""] * len(venues)
    depth = [_depth(venues.part_of, number) for number in range(len(venues))]
    for number in sorted(range(len(venues)), key=lambda n: depth[n]):
        new_venue = venue_actions.NewVenue(
            _event(base, number),
            venues.name[number],
            VENUE_KINDS[int(venues.kind[number])],
            communes[int(venues.commune[number])],
            opens=_clock(int(venues.opens[number])),
            closes=_clock(int(venues.closes[number])),
            capacity=int(venues.capacity[number]) or None,
        )
        above = int(venues.part_of[number])
        made = (
            venue_actions.register_venue(by=by, now=now, scope=scope, venue=new_venue)
            if above == MISSING
            else venue_actions.add_zone(by=by, now=now, scope=scope, of=codes[above], zone=new_venue)
        )
        rows[number], codes[number] = made.id, made.code
    _rosters(by, now, scope, province, people, codes)
    return rows


def _depth(part_of: NDArray[np.int32], number: int) -> int:
    deep = 0
    while (number := int(part_of[number])) != MISSING:
        deep += 1
    return deep


def _clock(seconds: int) -> time | None:
    return None if seconds == MISSING else time(seconds // 3600 % 24, seconds % 3600 // 60)


def _rosters(by: By, now: datetime, scope: Scope, province: Province, people: Rows, codes: list[str]) -> None:
    groups = province.groups
    order = np.argsort(groups.group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(groups.group[order])) + 1):
        if not rows.size or groups.kind[rows[0]] == HOUSEHOLD_GROUP:
            continue
        kind = GroupKind.ROOM if groups.kind[rows[0]] == ROOM_GROUP else GroupKind(GROUP_KINDS[int(groups.kind[rows[0]])])
        venue = int(groups.venue[rows[0]])
        venue_actions.set_roster(
            by=by,
            now=now,
            scope=scope,
            group_code=f"N{int(groups.group[rows[0]]):05d}",
            kind=kind,
            members=people[groups.person[rows]].tolist(),
            since=datetime.fromtimestamp(int(groups.start[rows[0]]), UTC),
            venue_code="" if venue == MISSING else codes[venue],
        )


def add_visits(by: By, now: datetime, province: Province, people: Rows, venues: Rows) -> None:
    """Adds every recorded visit."""
    visits, base = province.visits, _events("visit")
    # The earliest day is past its retention already: the real system would not hold it either.
    kept = visits.check_in >= first_kept(Scope.system("demo", LocalDay.of(now)), now)
    columns = (
        people[visits.person[kept]],
        venues[visits.venue[kept]],
        visits.check_in[kept],
        visits.check_out[kept],
        visits.assurance[kept],
    )
    lines = (
        venue_actions.VisitLine(
            _event(base, number), person, venue, start, None if end == MISSING else end, Assurance(ASSURANCES[sure]), VisitSource.SCAN
        )
        for number, (person, venue, start, end, sure) in enumerate(zip(*(values.tolist() for values in columns), strict=True))
    )
    counted = venue_actions.add_visits(by=by, now=now, visits=lines)
    if counted.rejects:
        raise RuntimeError(f"visits of the demo were rejected: {counted.rejects[:3]}")


def add_encounters(by: By, now: datetime, province: Province, people: Rows) -> None:
    """Adds every encounter segment."""
    met, base = province.encounters, _events("encounter")
    kept = met.start >= first_kept(Scope.system("demo", LocalDay.of(now)), now)
    all_columns = (people[met.person_a], people[met.person_b], met.start, met.seconds, met.distance_um, met.probability_ppb)
    columns = tuple(values[kept] for values in all_columns)
    segments = (
        EncounterSegment(_event(base, number), a, b, start, seconds, _scaled(distance), _scaled(probability))
        for number, (a, b, start, seconds, distance, probability) in enumerate(zip(*(values.tolist() for values in columns), strict=True))
    )
    counted = devices.add_encounters(by=by, now=now, segments=segments)
    if counted.rejects:
        raise RuntimeError(f"encounters of the demo were rejected: {counted.rejects[:3]}")


def _scaled(value: int) -> int | None:
    return None if value == MISSING else -(-value // MICROS_PER_MILLI)


def add_interviews(by: By, now: datetime, scope: Scope, province: Province, people: Rows, codes: list[str], namespace: UUID) -> None:
    """Adds the contacts that each case named."""
    named_contacts = province.named
    case_of = {case.person_id: case.case_id for case in cases_for_trace(scope, codes=codes)}
    rows = []
    for person in np.unique(named_contacts.source).tolist():
        mine = named_contacts.source == person
        named = tuple(zip(people[named_contacts.contact[mine]].tolist(), named_contacts.last_contact[mine].tolist(), strict=True))
        if (source := int(people[person])) in case_of:
            rows.append((uuid5(namespace, f"interview-{person}"), case_of[source], source, named))
    investigations.add_interviews(by=by, now=now, rows=rows)
