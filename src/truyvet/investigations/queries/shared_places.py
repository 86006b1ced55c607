"""Backward: which places several cases shared before they fell ill, and which case may have come before which."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_for_trace, codes_of
from truyvet.people.queries import masked_persons, root_persons
from truyvet.people.values import MaskedPerson
from truyvet.tracing.calendar import DAY
from truyvet.venues.queries import VenueLabel, labels, visits_of_persons

INCUBATION_S = 14 * DAY
"""How far back an infection may lie: the incubation quoted in the 2020 handbook (about 14 days)."""


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """A place where at least two cases were within their 14 days before onset; ``pairs_at_once``: pairs there at the same time."""

    place: VenueLabel
    cases: tuple[tuple[str, MaskedPerson | None, int, int], ...]
    """(case code, person, first arrival, seconds in all), by first arrival."""
    pairs_at_once: int


def shared_places(scope: Scope) -> tuple[SharedPlace, ...]:
    """Places by the number of cases that were there, then by the time they spent. Small places say more than big ones."""
    reader = require_scope(scope)
    cases = cases_for_trace(reader)
    roots = root_persons(reader)
    window = {roots.get(c.person_id, c.person_id): (max(c.onset, c.sample) if c.onset < 0 else c.onset) for c in cases}
    stays: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for person, venue, start, end in visits_of_persons(reader, window):
        if window[person] - INCUBATION_S <= start < window[person]:
            stays[venue].append((person, start, end))
    code_of = codes_of(reader, [c.case_id for c in cases])
    codes = {roots.get(c.person_id, c.person_id): code_of.get(c.case_id, "") for c in cases}
    people = masked_persons(reader, window)
    chosen = {venue: rows for venue, rows in stays.items() if len({person for person, _, _ in rows}) > 1}
    places = labels(reader, chosen)
    made = [_shared(places[venue], rows, codes, people) for venue, rows in chosen.items() if venue in places]
    return tuple(sorted(made, key=lambda found: (-len(found.cases), -found.pairs_at_once, found.place.name)))


def _shared(place: VenueLabel, rows: list[tuple[int, int, int]], codes: dict[int, str], people: dict[int, MaskedPerson]) -> SharedPlace:
    by_person: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person, start, end in rows:
        by_person[person].append((start, end))
    cases = sorted(((min(s for s, _ in stays), sum(e - s for s, e in stays), person) for person, stays in by_person.items()))
    lines = tuple((codes.get(person, ""), people.get(person), first, seconds) for first, seconds, person in cases)
    names = list(by_person)
    pairs_at_once = sum(
        any(a < d and c < b for a, b in by_person[one] for c, d in by_person[two]) for i, one in enumerate(names) for two in names[i + 1 :]
    )
    return SharedPlace(place, lines, pairs_at_once)
