"""Encounters: two persons near each other, as a machine told it. The same columns as ``truyvet trace --encounters``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from truyvet.devices.actions import add_encounters
from truyvet.devices.rules import EncounterRefusal, EncounterSegment
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    ENCOUNTER_TOO_LONG,
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    MEASURE,
    SAME_PERSON,
    TOO_OLD,
    UNKNOWN_PERSON,
)
from truyvet.tabular import ReasonTemplate, parse_distance, parse_probability, parse_seconds, parse_time

REFUSALS: Final[Mapping[EncounterRefusal, tuple[str, ReasonTemplate]]] = {
    EncounterRefusal.ONESELF: ("person_b", SAME_PERSON),
    EncounterRefusal.IN_THE_FUTURE: ("start", IN_THE_FUTURE),
    EncounterRefusal.TOO_OLD: ("start", TOO_OLD),
    EncounterRefusal.SECONDS: ("seconds", ENCOUNTER_TOO_LONG),
    EncounterRefusal.MEASURE: ("", MEASURE),
    EncounterRefusal.UNKNOWN_PERSON: ("", UNKNOWN_PERSON),
    EncounterRefusal.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
}


@dataclass(frozen=True, slots=True)
class EncounterImportRow:
    """A parsed row. ``segment`` has no persons yet (0)."""

    a: str
    b: str
    segment: EncounterSegment

    @property
    def fingerprint(self) -> bytes:
        """Returns bytes that tell two different rows of one dry run apart."""
        one = self.segment
        return cell_parsers.row_fingerprint(
            self.a, self.b, one.start, one.seconds, one.distance_mm, one.probability_ppm, one.attenuation_db
        )


def parse_row(row: Cells, source: str) -> EncounterImportRow:
    """Parses a row. Raises BadCell. Distances are rounded up to millimetres, probabilities down to millionths."""
    a, b = cell_parsers.parse_identifier(row, "person_a"), cell_parsers.parse_identifier(row, "person_b")
    if a == b:
        raise BadCell("person_b", SAME_PERSON)
    start = cell_parsers.parse_cell(row, "start", parse_time)
    seconds = cell_parsers.parse_cell(row, "seconds", parse_seconds)
    far = cell_parsers.parse_optional_cell(row, "distance_m", parse_distance)
    near = cell_parsers.parse_optional_cell(row, "probability_near", parse_probability)
    distance = None if far is None else -(-far // 1_000)
    probability = None if near is None else near // 1_000
    weaker = cell_parsers.parse_whole_number(row, "attenuation_db", 0, 255)
    event = rules.event_id(
        rules.ImportKind.ENCOUNTERS, source, row["event_id"], row["id"], a, b, start, seconds, distance, probability, weaker
    )
    return EncounterImportRow(a, b, EncounterSegment(event, 0, 0, start, seconds, distance, probability, weaker))


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of encounters."""
    outcome = BatchOutcome()
    read = parse_rows(
        lines,
        context,
        outcome,
        lambda cells: parse_row(cells, context.choices.register),
        lambda row: (row.segment.event_id.bytes, row.fingerprint),
    )
    persons = context.persons_or_new({person for _, each in read for person in (each.a, each.b)}, outcome)
    known: list[tuple[ImportRow, EncounterImportRow]] = []
    for line, each in read:
        missing = "person_a" if each.a not in persons else "person_b" if each.b not in persons else ""
        if missing:
            outcome.reject(line, missing, context.unknown_person(each.a if missing == "person_a" else each.b))
        else:
            known.append((line, each))
    counted = add_encounters(
        by=context.by,
        now=context.now,
        segments=(replace(each.segment, person_a=persons[each.a], person_b=persons[each.b]) for _, each in known),
    )
    outcome.accepted += counted.accepted
    outcome.duplicate += counted.duplicate
    refused = dict(counted.rejects)
    for place, refusal in refused.items():
        outcome.reject(known[place][0], *REFUSALS[refusal])
    if context.memory is not None:
        accepted = (each for place, (_, each) in enumerate(known) if place not in refused)
        context.memory.add((each.segment.event_id.bytes, each.fingerprint) for each in accepted)
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.ENCOUNTERS,
    required=("person_a", "person_b", "start", "seconds"),
    optional=("distance_m", "probability_near", "attenuation_db", "event_id", "id"),
    take=import_rows,
    moments=("start",),
)
