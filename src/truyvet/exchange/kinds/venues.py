"""Venues and their zones. ``truyvet trace --venues`` has no names and no communes: the id and --commune stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from truyvet.core.idempotency import IdempotencyConflict
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.models import VenueId
from truyvet.exchange.reject_reasons import BAD_CHOICE, EVENT_CONFLICT, NOT_ACCEPTED, OUT_OF_RANGE, UNKNOWN_COMMUNE, UNKNOWN_WHOLE
from truyvet.tabular import ReasonTemplate, parse_clock
from truyvet.venues import queries as venues
from truyvet.venues.actions import NewVenue, add_zone, register_venue
from truyvet.venues.actions.venues import VenueInvalid
from truyvet.venues.rules.venue_kinds import KINDS

ROWS_PER_BATCH: Final = 500
"""Each venue is an action of its own, with its audit row; small batches keep the transaction short."""
COLUMNS: Final[dict[str, tuple[str, ReasonTemplate]]] = {
    "name": ("name", OUT_OF_RANGE),
    "kind": ("kind", BAD_CHOICE),
    "unit": ("commune", UNKNOWN_COMMUNE),
    "part_of": ("part_of", UNKNOWN_WHOLE),
    "capacity": ("capacity", OUT_OF_RANGE),
}


@dataclass(frozen=True, slots=True)
class VenueImportRow:
    """A parsed row. ``part_of`` is the id of the venue that this is a zone of, "" for none."""

    identifier: str
    part_of: str
    venue: NewVenue


def parse_row(row: Cells, context: ImportContext) -> VenueImportRow:
    """Parses a row. Raises BadCell."""
    identifier = cell_parsers.parse_identifier(row, "venue_id")
    part_of = cell_parsers.parse_identifier(row, "part_of") if row["part_of"] else ""
    commune_id = context.commune(row["commune"] or context.choices.commune)
    kind = row["kind"] or "other"
    if kind not in KINDS:
        raise BadCell("kind", BAD_CHOICE)
    opens, closes = _clock(row, "opens"), _clock(row, "closes")
    capacity = cell_parsers.parse_whole_number(row, "capacity", 1, 999_999)
    # The id in its register is what a venue is: the same id with another content is a conflict, not a second venue.
    event = rules.event_id(rules.ImportKind.VENUES, context.choices.register, "", "", identifier)
    cell_parsers.refuse_legacy_text(row, "name")
    name = row["name"].strip() or identifier
    return VenueImportRow(identifier, part_of, NewVenue(event, name, kind, commune_id, opens, closes, capacity))


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Bring a batch of venues in: those that stand alone first, then the zones, so that a batch's order is free."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, context))
    named = {each.identifier for _, each in read} | {each.part_of for _, each in read if each.part_of}
    known = context.venues(named)
    codes = {row: label.code for row, label in venues.labels(context.scope, list(known.values())).items()}
    for line, each in sorted(read, key=lambda pair: bool(pair[1].part_of)):
        _register(line, each, context, known, codes, outcome)
    outcome.rejects.sort(key=lambda reject: reject.number)
    return outcome


def _register(
    line: ImportRow, each: VenueImportRow, context: ImportContext, known: dict[str, int], codes: dict[int, str], outcome: BatchOutcome
) -> None:
    above = known.get(each.part_of)
    if each.part_of and above not in codes:
        outcome.reject(line, "part_of", UNKNOWN_WHOLE)
        return
    try:
        if above is None:
            made = register_venue(by=context.by, now=context.now, scope=context.scope, venue=each.venue)
        else:
            made = add_zone(by=context.by, now=context.now, scope=context.scope, of=codes[above], zone=each.venue)
    except VenueInvalid as wrong:
        outcome.reject(line, *COLUMNS.get(wrong.field, ("", NOT_ACCEPTED)))
        return
    except IdempotencyConflict:
        outcome.reject(line, "venue_id", EVENT_CONFLICT)
        return
    outcome.accepted += made.created
    outcome.duplicate += not made.created
    if each.identifier in known:
        return
    known[each.identifier] = made.id
    codes[made.id] = made.code
    VenueId.objects.create(source=context.choices.register, value=each.identifier, venue_id=made.id)


def _clock(row: Cells, column: str) -> time | None:
    seconds = cell_parsers.parse_optional_cell(row, column, parse_clock)
    return None if seconds is None else time(seconds // 3_600, seconds % 3_600 // 60)


KIND: Final = TableKind(
    kind=rules.ImportKind.VENUES,
    required=("venue_id",),
    optional=("name", "kind", "commune", "part_of", "closes", "opens", "capacity"),
    take=import_rows,
    batch=ROWS_PER_BATCH,
    dry_run_is_one_transaction=True,
    words={"kind": KINDS, "commune": ()},
)
