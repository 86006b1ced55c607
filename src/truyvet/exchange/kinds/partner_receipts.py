"""What a partner reports of a file that it delivered: one line for each number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truyvet.campaigns.actions.partner_files import PartnerReceipt, record_partner_receipts
from truyvet.campaigns.rules.campaign_state import PARTNER_RECEIPTS
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import BAD_CHOICE, NOT_A_PHONE, NOT_ACCEPTED
from truyvet.people.rules.phones import PhoneInvalid, normalise


def parse_row(row: Cells) -> PartnerReceipt:
    """Parses a line. Raises BadCell."""
    try:
        phone = normalise(row["phone"])
    except PhoneInvalid:
        raise BadCell("phone", NOT_A_PHONE) from None
    status = row["status"].strip().lower()
    if status not in PARTNER_RECEIPTS:
        raise BadCell("status", BAD_CHOICE)
    return PartnerReceipt(cell_parsers.parse_identifier(row, "file").strip().upper(), phone, status)


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of receipts."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, parse_row)
    accepted, duplicate, rejects = record_partner_receipts(by=context.by, now=context.now, entries=[entry for _, entry in read])
    outcome.accepted += accepted
    outcome.duplicate += duplicate
    for place, column in rejects:
        outcome.reject(read[place][0], column, NOT_ACCEPTED)
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.PARTNER_RECEIPTS,
    required=("file", "phone", "status"),
    optional=(),
    take=import_rows,
    dry_run_is_one_transaction=True,
    words={"status": list(PARTNER_RECEIPTS)},
)
