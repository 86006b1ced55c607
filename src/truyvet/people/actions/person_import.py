"""Many persons at once: an import, a demonstration. One transaction, one audit row, nothing uncounted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.people.actions.codes import new_codes
from truyvet.people.actions.name_words import index_names
from truyvet.people.actions.persons import body_hash
from truyvet.people.keyed_hash import same_hash
from truyvet.people.models import Household, HouseholdMember, Identifier, Person, Phone, Received
from truyvet.people.queries.persons_in_scope import chunks
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.rules.person_entry import CheckedPerson, PersonInvalid, check_person, told_differences
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.rules.retention_periods import PERSON_DAYS
from truyvet.people.values import NewPerson, PersonConflict, PersonImportCounts

ROWS_PER_STATEMENT = 2_000
IdentifierKey = tuple[IdentifierKind, str]
KnownContent = dict[int, tuple[str, CheckedPerson]]
"""The code and the content of a person, by row id."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose a row is: somebody known, or the new person at ``slot`` among those of this call."""

    person_id: int | None = None
    slot: int = -1


@dataclass(slots=True)
class _Sorting:
    """The rows of a call, sorted: ``entries`` holds the new persons, ``places`` says whose each kept row is."""

    entries: list[tuple[CheckedPerson, UUID | None, str]] = field(default_factory=list)
    """(entry, event id, household label) by slot"""
    places: dict[int, _Place] = field(default_factory=dict)
    duplicates: int = 0
    rejects: list[tuple[int, str]] = field(default_factory=list)
    conflicts: dict[int, PersonConflict] = field(default_factory=dict)
    first_rows: list[int] = field(default_factory=list)
    """The row of each new person, by slot."""


def add_people(
    *,
    by: By,
    now: datetime,
    people: Sequence[NewPerson],
    source: str,
    lived_since: datetime | None = None,
    entropy: Entropy = secrets.token_bytes,
) -> PersonImportCounts:
    """Registers ``people``; a row whose event id or identifier is known, or came earlier in the call, is a duplicate.

    A register's id with other content is a conflict and rejected: two people of two lists, or one whose entry has changed since.
    A card's number is one person's whatever else is told.

    Rows with one ``household`` label live together from ``lived_since`` (``now``); duplicates and rejected rows are
    left out of it. ``source`` is a code for the audit ("import:7", "demo"). read = accepted + duplicate + rejected.
    About 15 statements for each 2,000 rows.
    """
    with transaction.atomic():
        change = next_change()
        sorting = _sorted(people, now)
        ids = _written(sorting, now, change, entropy)
        households = _housed(sorting, ids, lived_since or now, now, change, entropy)
        added = PersonImportCounts(
            read=len(people),
            accepted=len(ids),
            duplicate=sorting.duplicates,
            rejected=len(sorting.rejects),
            ids=tuple(_person(sorting.places.get(row), ids) for row in range(len(people))),
            rejects=tuple(sorting.rejects),
            conflicts=sorting.conflicts,
        )
        record(
            by=by,
            now=now,
            action="people.add_people",
            subject=f"source:{source}",
            facts={
                "read": added.read,
                "accepted": added.accepted,
                "duplicate": added.duplicate,
                "rejected": added.rejected,
                "households": households,
            },
        )
    return added


def _sorted(people: Sequence[NewPerson], now: datetime) -> _Sorting:
    today = LocalDay.of(now)
    sorting = _Sorting()
    entries: dict[int, CheckedPerson] = {}
    for row, person in enumerate(people):
        try:
            entries[row] = check_person(person, today)
        except PersonInvalid as error:
            sorting.rejects.append((row, f"{error.field}:{error.reason}"))
    events = _received(person.event_id for person in people if person.event_id is not None)
    holders = _holders(held for entry in entries.values() for held in entry.identifiers)
    known = _known_content({holders[held].person_id for entry in entries.values() for held in _register_ids(entry) if held in holders})
    for row, entry in entries.items():
        event = people[row].event_id
        hashed = "" if event is None else body_hash(entry)
        if event is not None and event in events and not same_hash(events[event][0], hashed):
            sorting.rejects.append((row, "event_id:conflict"))
            continue
        places = {events[event][1]} if event in events else {holders[h] for h in entry.identifiers if h in holders}
        if len(places) > 1:
            sorting.rejects.append((row, "identifiers:two_persons"))
            continue
        if places:
            place = places.pop()
            conflict = None if event in events or not _register_ids(entry) else _conflict(entry, place, sorting, known)
            if conflict is not None:
                sorting.rejects.append((row, "identifiers:other_content"))
                sorting.conflicts[row] = conflict
                continue
            sorting.places[row] = place
            sorting.duplicates += 1
            continue
        place = sorting.places[row] = _Place(slot=len(sorting.entries))
        sorting.first_rows.append(row)
        sorting.entries.append((entry, event, people[row].household))
        holders.update(dict.fromkeys(entry.identifiers, place))
        if event is not None:
            events[event] = (hashed, place)
    sorting.rejects.sort()
    return sorting


def _register_ids(entry: CheckedPerson) -> list[IdentifierKey]:
    return [held for held in entry.identifiers if held[0] is IdentifierKind.EXTERNAL]


def _conflict(entry: CheckedPerson, place: _Place, sorting: _Sorting, known: KnownContent) -> PersonConflict | None:
    if place.person_id is None:
        code, row, other = "", sorting.first_rows[place.slot], sorting.entries[place.slot][0]
    elif place.person_id in known:
        row, (code, other) = None, known[place.person_id]
    else:
        return None
    different = told_differences(entry, other)
    return PersonConflict(code, row, different) if different else None


def _known_content(wanted: Iterable[int | None]) -> KnownContent:
    """Returns the code and the content of known persons, to be compared with what a row tells of them."""
    found: KnownContent = {}
    for part in chunks(person for person in wanted if person is not None):
        numbers: dict[int, list[str]] = {}
        for person, number in Phone.objects.filter(person__in=part).values_list("person_id", "number"):
            numbers.setdefault(person, []).append(number)
        for one in Person.objects.filter(pk__in=part):
            phones = tuple(numbers.get(one.pk, ()))
            entry = CheckedPerson(one.name, one.folded, one.birth_year, one.gender, one.commune_id, one.address, phones, ())
            found[one.pk] = (one.code, entry)
    return found


def _received(events: Iterable[UUID]) -> dict[UUID | None, tuple[str, _Place]]:
    found: dict[UUID | None, tuple[str, _Place]] = {}
    for part in chunks(events):
        for event, hashed, person in Received.objects.filter(event_id__in=part).values_list("event_id", "body_hash", "person_id"):
            found[event] = (hashed, _Place(person_id=person))
    return found


def _holders(wanted: Iterable[IdentifierKey]) -> dict[IdentifierKey, _Place]:
    by_kind: dict[IdentifierKind, list[str]] = {}
    for kind, value in wanted:
        by_kind.setdefault(kind, []).append(value)
    found: dict[IdentifierKey, _Place] = {}
    for kind, values in by_kind.items():
        for part in chunks(values):
            rows = Identifier.objects.filter(kind=kind.value, value__in=part).values_list("value", "person_id")
            found.update({(kind, value): _Place(person_id=person) for value, person in rows})
    return found


def _written(sorting: _Sorting, now: datetime, change: int, entropy: Entropy) -> list[int]:
    """Writes the new persons; their ids by slot."""
    codes = new_codes(Person, len(sorting.entries), entropy)
    delete_on = LocalDay.of(now) + timedelta(days=PERSON_DAYS)
    rows = Person.objects.bulk_create(
        (
            Person(
                code=code,
                name=entry.name,
                folded=entry.folded,
                birth_year=entry.birth_year,
                gender=entry.gender,
                commune_id=entry.commune_id,
                address=entry.address,
                created_at=now,
                delete_on=delete_on,
                change=change,
            )
            for code, (entry, _, _) in zip(codes, sorting.entries, strict=True)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    ids = [row.pk for row in rows]
    kept = list(zip(ids, sorting.entries, strict=True))
    index_names({person: entry.folded for person, (entry, _, _) in kept})
    Phone.objects.bulk_create(
        (Phone(person_id=person, number=number) for person, (entry, _, _) in kept for number in entry.phones),
        batch_size=ROWS_PER_STATEMENT,
    )
    Identifier.objects.bulk_create(
        (Identifier(person_id=person, kind=kind.value, value=value) for person, (entry, _, _) in kept for kind, value in entry.identifiers),
        batch_size=ROWS_PER_STATEMENT,
    )
    Received.objects.bulk_create(
        (
            Received(event_id=event, body_hash=body_hash(entry), person_id=person, at=now)
            for person, (entry, event, _) in kept
            if event is not None
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    return ids


def _housed(sorting: _Sorting, ids: list[int], since: datetime, now: datetime, change: int, entropy: Entropy) -> int:
    """Makes the households of the new persons and returns how many."""
    together: dict[str, list[int]] = {}
    for slot, (_, _, label) in enumerate(sorting.entries):
        if label:
            together.setdefault(label, []).append(slot)
    codes = new_codes(Household, len(together), entropy)
    households = Household.objects.bulk_create(
        (
            Household(code=code, commune_id=sorting.entries[slots[0]][0].commune_id, created_at=now)
            for code, slots in zip(codes, together.values(), strict=True)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    HouseholdMember.objects.bulk_create(
        (
            HouseholdMember(household=household, person_id=ids[slot], valid_from=since, change=change)
            for household, slots in zip(households, together.values(), strict=True)
            for slot in slots
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    return len(households)


def _person(place: _Place | None, ids: list[int]) -> int | None:
    if place is None:
        return None
    return ids[place.slot] if place.person_id is None else place.person_id
