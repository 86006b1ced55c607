"""Visits: who was at which venue, from when until when. The same columns as ``truyvet trace --visits``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.reasons import (
    BAD_ASSURANCE,
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    OUT_BEFORE_IN,
    TOO_OLD,
    UNKNOWN_PERSON,
    UNKNOWN_VENUE,
)
from truyvet.tabular import Wording, parse_time
from truyvet.venues.actions import VisitLine, add_visits
from truyvet.venues.rules.kinds import Assurance
from truyvet.venues.rules.moments import Refusal

ASSURANCES: Final = {word.value: word for word in Assurance}
REFUSALS: Final[Mapping[Refusal, tuple[str, Wording]]] = {
    Refusal.IN_THE_FUTURE: ("check_in", IN_THE_FUTURE),
    Refusal.TOO_OLD: ("check_in", TOO_OLD),
    Refusal.OUT_BEFORE_IN: ("check_out", OUT_BEFORE_IN),
    Refusal.UNKNOWN_VENUE: ("venue_id", UNKNOWN_VENUE),
    Refusal.UNKNOWN_PERSON: ("person_id", UNKNOWN_PERSON),
    Refusal.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read, before anybody is looked up."""

    event_id: UUID
    person: str
    venue: str
    check_in: int
    check_out: int | None
    assurance: Assurance | None

    @property
    def said(self) -> bytes:
        """For comparing two rows of one dry run."""
        return cells.said(self.person, self.venue, self.check_in, self.check_out, self.assurance)


def told(row: Cells, source: str) -> Told:
    """The row, or BadCell."""
    person, venue = cells.identifier(row, "person_id"), cells.identifier(row, "venue_id")
    check_in = cells.read(row, "check_in", parse_time)
    check_out = cells.maybe(row, "check_out", parse_time)
    if check_out is not None and check_out < check_in:
        raise BadCell("check_out", OUT_BEFORE_IN)
    word = row["assurance"]
    if word and word not in ASSURANCES:
        raise BadCell("assurance", BAD_ASSURANCE)
    event = rules.event_id(rules.Kind.VISITS, source, row["event_id"], row["id"], person, venue, check_in, check_out, word)
    return Told(event, person, venue, check_in, check_out, ASSURANCES.get(word))


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of visits in."""
    taken = Taken()
    read = _read(lines, desk, taken)
    persons = desk.persons_or_new({visit.person for _, visit in read}, taken)
    venues = desk.venues({visit.venue for _, visit in read})
    known: list[tuple[Line, Told]] = []
    for line, visit in read:
        if visit.person not in persons:
            taken.reject(line, "person_id", UNKNOWN_PERSON)
        elif visit.venue not in venues:
            taken.reject(line, "venue_id", UNKNOWN_VENUE)
        else:
            known.append((line, visit))
    counted = add_visits(
        by=desk.by,
        now=desk.now,
        visits=(VisitLine(v.event_id, persons[v.person], venues[v.venue], v.check_in, v.check_out, v.assurance) for _, v in known),
    )
    taken.accepted += counted.accepted
    taken.duplicate += counted.duplicate
    refused = dict(counted.rejects)
    for place, refusal in refused.items():
        taken.reject(known[place][0], *REFUSALS[refusal])
    if desk.notes is not None:
        desk.notes.add((v.event_id.bytes, v.said) for place, (_, v) in enumerate(known) if place not in refused)
    return taken


def _read(lines: Sequence[Line], desk: Desk, taken: Taken) -> list[tuple[Line, Told]]:
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            visit = told(line.cells, desk.choices.source)
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
            continue
        if desk.notes is None or desk.fresh(line, visit.event_id.bytes, visit.said, taken, EVENT_CONFLICT):
            read.append((line, visit))
    return read


KIND: Final = Kind(
    kind=rules.Kind.VISITS,
    required=("person_id", "venue_id", "check_in", "check_out"),
    optional=("assurance", "event_id", "id"),
    take=take,
)
