"""Encounters: two persons near each other, as a machine told it. The same columns as ``truyvet trace --encounters``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from truyvet.devices.actions import add_encounters
from truyvet.devices.rules import Refusal, Slice
from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.reasons import (
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    MEASURE,
    ONESELF,
    TOO_LONG_NEAR,
    TOO_OLD,
    UNKNOWN_PERSON,
)
from truyvet.tabular import Wording, parse_distance, parse_probability, parse_seconds, parse_time

REFUSALS: Final[Mapping[Refusal, tuple[str, Wording]]] = {
    Refusal.ONESELF: ("person_b", ONESELF),
    Refusal.IN_THE_FUTURE: ("start", IN_THE_FUTURE),
    Refusal.TOO_OLD: ("start", TOO_OLD),
    Refusal.SECONDS: ("seconds", TOO_LONG_NEAR),
    Refusal.MEASURE: ("", MEASURE),
    Refusal.UNKNOWN_PERSON: ("", UNKNOWN_PERSON),
    Refusal.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read. ``slice`` has no persons yet (0)."""

    a: str
    b: str
    slice: Slice

    @property
    def said(self) -> bytes:
        """For comparing two rows of one dry run."""
        one = self.slice
        return cells.said(self.a, self.b, one.start, one.seconds, one.distance_mm, one.probability_ppm, one.attenuation_db)


def told(row: Cells, source: str) -> Told:
    """The row, or BadCell. Distances are rounded up to millimetres, probabilities down to millionths."""
    a, b = cells.identifier(row, "person_a"), cells.identifier(row, "person_b")
    if a == b:
        raise BadCell("person_b", ONESELF)
    start = cells.read(row, "start", parse_time)
    seconds = cells.read(row, "seconds", parse_seconds)
    far = cells.maybe(row, "distance_m", parse_distance)
    near = cells.maybe(row, "probability_near", parse_probability)
    distance = None if far is None else -(-far // 1_000)
    probability = None if near is None else near // 1_000
    weaker = cells.whole(row, "attenuation_db", 0, 255)
    event = rules.event_id(rules.Kind.ENCOUNTERS, source, row["event_id"], row["id"], a, b, start, seconds, distance, probability, weaker)
    return Told(a, b, Slice(event, 0, 0, start, seconds, distance, probability, weaker))


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of encounters in."""
    taken = Taken()
    read = _read(lines, desk, taken)
    persons = desk.persons_or_new({person for _, each in read for person in (each.a, each.b)}, taken)
    known: list[tuple[Line, Told]] = []
    for line, each in read:
        missing = "person_a" if each.a not in persons else "person_b" if each.b not in persons else ""
        if missing:
            taken.reject(line, missing, UNKNOWN_PERSON)
        else:
            known.append((line, each))
    counted = add_encounters(
        by=desk.by,
        now=desk.now,
        slices=(replace(each.slice, person_a=persons[each.a], person_b=persons[each.b]) for _, each in known),
    )
    taken.accepted += counted.accepted
    taken.duplicate += counted.duplicate
    refused = dict(counted.rejects)
    for place, refusal in refused.items():
        taken.reject(known[place][0], *REFUSALS[refusal])
    if desk.notes is not None:
        kept = (each for place, (_, each) in enumerate(known) if place not in refused)
        desk.notes.add((each.slice.event_id.bytes, each.said) for each in kept)
    return taken


def _read(lines: Sequence[Line], desk: Desk, taken: Taken) -> list[tuple[Line, Told]]:
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            each = told(line.cells, desk.choices.source)
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
            continue
        if desk.notes is None or desk.fresh(line, each.slice.event_id.bytes, each.said, taken, EVENT_CONFLICT):
            read.append((line, each))
    return read


KIND: Final = Kind(
    kind=rules.Kind.ENCOUNTERS,
    required=("person_a", "person_b", "start", "seconds"),
    optional=("distance_m", "probability_near", "attenuation_db", "event_id", "id"),
    take=take,
)
