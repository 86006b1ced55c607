"""Passengers of vehicles by seat: each gets one notice, their commune sees them arrive, and a trace knows who sat in the same vehicle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from truyvet.campaigns.actions.passengers import add_passengers
from truyvet.campaigns.rules.passengers import (
    MAX_PLACE_LETTERS,
    MAX_SEAT_LETTERS,
    MAX_VEHICLE_LETTERS,
    SeatEntry,
    end_of_journey,
    vehicle_number,
)
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    NOT_A_NAME,
    NOT_A_PHONE,
    NOT_A_VEHICLE,
    NOT_ACCEPTED,
    OUT_OF_RANGE,
    SEAT_TAKEN,
    SITS_ELSEWHERE,
    TOO_LONG_TEXT,
)
from truyvet.people.rules.phones import PhoneInvalid, normalise
from truyvet.tabular import ReasonTemplate
from truyvet.tabular.reasons import EMPTY

ROWS_PER_BATCH: Final = 500
"""Each line may write a notice and a follow-up; nobody else waits longer than for one batch."""
REFUSALS: Final[Mapping[str, ReasonTemplate]] = {"seat_taken": SEAT_TAKEN, "sits_elsewhere": SITS_ELSEWHERE}


def parse_row(row: Cells, context: ImportContext) -> SeatEntry:
    """Parses a line. Raises BadCell. A line without ``arrived_at`` ends with the local day of its departure."""
    vehicle = vehicle_number(row["vehicle"])
    if not vehicle or len(vehicle) > MAX_VEHICLE_LETTERS:
        raise BadCell("vehicle", NOT_A_VEHICLE if row["vehicle"].strip() else EMPTY)
    departed = cell_parsers.to_datetime(cell_parsers.parse_cell(row, "departed_at", cell_parsers.parse_day_or_time))
    told = cell_parsers.to_datetime(cell_parsers.parse_optional_cell(row, "arrived_at", cell_parsers.parse_day_or_time))
    assert departed is not None
    arrived = end_of_journey(departed, told)
    if arrived is None:
        raise BadCell("arrived_at" if told else "departed_at", OUT_OF_RANGE)
    cell_parsers.refuse_legacy_text(row, "name", "from", "to")
    texts = {"seat": MAX_SEAT_LETTERS, "from": MAX_PLACE_LETTERS, "to": MAX_PLACE_LETTERS}
    for column, most in texts.items():
        if len(row[column].strip()) > most:
            raise BadCell(column, TOO_LONG_TEXT)
    seat, name = row["seat"].strip().upper(), " ".join(row["name"].split())
    if not seat or not name:
        raise BadCell("seat" if not seat else "name", EMPTY)
    try:
        phone = normalise(row["phone"]) if row["phone"].strip() else ""
    except PhoneInvalid:
        raise BadCell("phone", NOT_A_PHONE) from None
    document = "".join(letter for letter in row["document"].upper() if letter.isalnum())
    commune = context.commune(row["commune"]) if row["commune"] else None
    return SeatEntry(vehicle, departed, arrived, row["from"].strip(), row["to"].strip(), seat, name, phone, document, commune)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of passengers."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, context))
    added = add_passengers(by=context.by, now=context.now, entries=[entry for _, entry in read])
    outcome.accepted += added.accepted
    outcome.duplicate += added.duplicate
    for place, column, reason in added.rejects:
        outcome.reject(read[place][0], column, REFUSALS.get(reason, NOT_A_NAME if column == "name" else NOT_ACCEPTED))
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.PASSENGERS,
    required=("vehicle", "departed_at", "seat", "name"),
    optional=("arrived_at", "from", "to", "phone", "document", "commune"),
    take=import_rows,
    batch=ROWS_PER_BATCH,
    dry_run_is_one_transaction=True,
    moments=("departed_at", "arrived_at"),
    days=("departed_at", "arrived_at"),
    recent=("departed_at",),
    words={"commune": ()},
)
