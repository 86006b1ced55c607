"""Visits: who was at which venue, from when until when. The same columns as ``truyvet trace --visits``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    BAD_ASSURANCE,
    CHECK_OUT_BEFORE_CHECK_IN,
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    TOO_OLD,
    UNKNOWN_PERSON,
    UNKNOWN_VENUE,
)
from truyvet.tabular import ReasonTemplate, parse_time
from truyvet.venues.actions import VisitLine, add_visits
from truyvet.venues.rules.venue_kinds import Assurance
from truyvet.venues.rules.visit_time import VisitRefusal

ASSURANCES: Final = {word.value: word for word in Assurance}
REFUSALS: Final[Mapping[VisitRefusal, tuple[str, ReasonTemplate]]] = {
    VisitRefusal.IN_THE_FUTURE: ("check_in", IN_THE_FUTURE),
    VisitRefusal.TOO_OLD: ("check_in", TOO_OLD),
    VisitRefusal.OUT_BEFORE_IN: ("check_out", CHECK_OUT_BEFORE_CHECK_IN),
    VisitRefusal.UNKNOWN_VENUE: ("venue_id", UNKNOWN_VENUE),
    VisitRefusal.UNKNOWN_PERSON: ("person_id", UNKNOWN_PERSON),
    VisitRefusal.EVENT_CONFLICT: ("event_id", EVENT_CONFLICT),
}


@dataclass(frozen=True, slots=True)
class VisitImportRow:
    """A parsed row, before anybody is looked up."""

    event_id: UUID
    person: str
    venue: str
    check_in: int
    check_out: int | None
    assurance: Assurance | None

    @property
    def fingerprint(self) -> bytes:
        """Returns bytes that tell two different rows of one dry run apart."""
        return cell_parsers.row_fingerprint(self.person, self.venue, self.check_in, self.check_out, self.assurance)


def parse_row(row: Cells, source: str) -> VisitImportRow:
    """Parses a row. Raises BadCell."""
    person, venue = cell_parsers.parse_identifier(row, "person_id"), cell_parsers.parse_identifier(row, "venue_id")
    check_in = cell_parsers.parse_cell(row, "check_in", parse_time)
    check_out = cell_parsers.parse_optional_cell(row, "check_out", parse_time)
    if check_out is not None and check_out < check_in:
        raise BadCell("check_out", CHECK_OUT_BEFORE_CHECK_IN)
    word = row["assurance"]
    if word and word not in ASSURANCES:
        raise BadCell("assurance", BAD_ASSURANCE)
    event = rules.event_id(rules.ImportKind.VISITS, source, row["event_id"], row["id"], person, venue, check_in, check_out, word)
    return VisitImportRow(event, person, venue, check_in, check_out, ASSURANCES.get(word))


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of visits."""
    outcome = BatchOutcome()
    read = parse_rows(
        lines, context, outcome, lambda cells: parse_row(cells, context.choices.register), lambda row: (row.event_id.bytes, row.fingerprint)
    )
    persons = context.persons_or_new({visit.person for _, visit in read}, outcome)
    venues = context.venues({visit.venue for _, visit in read})
    known: list[tuple[ImportRow, VisitImportRow]] = []
    for line, visit in read:
        if visit.person not in persons:
            outcome.reject(line, "person_id", context.unknown_person(visit.person))
        elif visit.venue not in venues:
            outcome.reject(line, "venue_id", UNKNOWN_VENUE)
        else:
            known.append((line, visit))
    counted = add_visits(
        by=context.by,
        now=context.now,
        visits=(VisitLine(v.event_id, persons[v.person], venues[v.venue], v.check_in, v.check_out, v.assurance) for _, v in known),
    )
    outcome.accepted += counted.accepted
    outcome.duplicate += counted.duplicate
    refused = dict(counted.rejects)
    for place, refusal in refused.items():
        outcome.reject(known[place][0], *REFUSALS[refusal])
    if context.memory is not None:
        context.memory.add((v.event_id.bytes, v.fingerprint) for place, (_, v) in enumerate(known) if place not in refused)
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.VISITS,
    required=("person_id", "venue_id", "check_in", "check_out"),
    optional=("assurance", "event_id", "id"),
    take=import_rows,
    moments=("check_in", "check_out"),
    words={"assurance": ASSURANCES},
)
