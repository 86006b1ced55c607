"""The same question put differently: rows shuffled or repeated, persons and venues renamed, rows left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from truyvet.tracing.answer import RankedContacts, TraceAnswer, sort_exposures
from truyvet.tracing.records import (
    MISSING,
    CaseColumns,
    EncounterColumns,
    GroupColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    TraceRecords,
    VisitColumns,
    column,
)

Rows = TypeVar("Rows", VisitColumns, EncounterColumns, NamedContactColumns, GroupColumns, CaseColumns, IsolationColumns)
PERSONS: Mapping[type, tuple[str, ...]] = {
    VisitColumns: ("person",),
    EncounterColumns: ("person_a", "person_b"),
    NamedContactColumns: ("source", "contact"),
    GroupColumns: ("person",),
    CaseColumns: ("person",),
    IsolationColumns: ("person",),
}


def pick_rows(rows: Rows, kept: Ints) -> Rows:
    """These rows of a table, in this order."""
    return type(rows)(*(getattr(rows, field.name)[kept] for field in fields(rows)))


def _size(rows: Rows) -> int:
    return int(getattr(rows, fields(rows)[0].name).size)


def _renamed(rows: Rows, new: Ints) -> Rows:
    return replace(rows, **{name: new[getattr(rows, name)] for name in PERSONS[type(rows)]})


def shuffled(records: TraceRecords, random: np.random.Generator) -> TraceRecords:
    """Every table in another order, some of its rows repeated; encounters told from either side."""

    def mixed(rows: Rows, *, twice: bool = True) -> Rows:
        size = _size(rows)
        again = random.integers(0, size, size // 2) if size and twice else column()
        return pick_rows(rows, random.permutation(np.concatenate([np.arange(size), again])))

    met = None
    if records.encounters is not None:
        met = mixed(records.encounters)
        turned = random.random(met.start.size) < 0.5
        a, b = met.person_a, met.person_b
        met = replace(met, person_a=np.where(turned, b, a), person_b=np.where(turned, a, b))
    return replace(
        records,
        cases=mixed(records.cases, twice=False),
        visits=None if records.visits is None else mixed(records.visits),
        encounters=met,
        named=None if records.named is None else mixed(records.named),
        groups=None if records.groups is None else mixed(records.groups),
        isolations=mixed(records.isolations),
    )


def renamed(records: TraceRecords, person: Ints, venue: Ints) -> TraceRecords:
    """Person p becomes person[p], venue v venue[v]."""
    back, parents = np.argsort(venue), np.append(venue, MISSING)
    venues = records.venues
    visits = records.visits
    return replace(
        records,
        cases=_renamed(records.cases, person),
        visits=None if visits is None else replace(_renamed(visits, person), venue=venue[visits.venue]),
        venues=replace(venues, kind=venues.kind[back], closes=venues.closes[back], part_of=parents[venues.part_of[back]]),
        encounters=None if records.encounters is None else _renamed(records.encounters, person),
        named=None if records.named is None else _renamed(records.named, person),
        groups=None if records.groups is None else _renamed(records.groups, person),
        isolations=_renamed(records.isolations, person),
        commune=None if records.commune is None else records.commune[np.argsort(person)],
    )


def named_back(answer: TraceAnswer, person: Ints, venue: Ints) -> TraceAnswer:
    """An answer about renamed persons and venues, in the old numbers. Contacts keep the order of their list but for equals."""
    old, place = np.argsort(person), np.argsort(venue)
    contacts = replace(answer.contacts, person=old[answer.contacts.person])
    order = np.lexsort((contacts.person, contacts.first, -np.round(contacts.score, 9), contacts.generation))
    links = answer.links
    at_venue = (links.kind == 0) & (links.venue != MISSING)
    venues = np.where(at_venue, np.append(place, MISSING)[links.venue * at_venue], links.venue)
    moved = replace(links, person=old[links.person], source=old[links.source], venue=venues)
    listed = RankedContacts(*(getattr(contacts, name)[order] for name in RankedContacts.__slots__))
    return replace(answer, contacts=listed, links=sort_exposures(moved))


def before(records: TraceRecords, as_of: int) -> TraceRecords:
    """Without the rows that start at or after ``as_of``."""

    def known(rows: Rows | None, start: str) -> Rows | None:
        return None if rows is None else pick_rows(rows, np.flatnonzero(getattr(rows, start) < as_of))

    return replace(
        records,
        visits=known(records.visits, "check_in"),
        encounters=known(records.encounters, "start"),
        named=known(records.named, "last_contact"),
        groups=known(records.groups, "start"),
        isolations=pick_rows(records.isolations, np.flatnonzero(records.isolations.isolated_at < as_of)),
    )
