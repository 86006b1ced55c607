"""Results of a laboratory, by the code on the sample's or pool's label. A result whose sample nobody knows is kept to be resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from truyvet.audit.values import By
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    BAD_CHOICE,
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    NO_OUTCOME,
    NOT_ACCEPTED,
    OUT_OF_RANGE,
    SAMPLE_STATE,
    TOO_LONG_TEXT,
)
from truyvet.laboratory.actions import add_results
from truyvet.laboratory.rules.results import (
    MAX_CT,
    MAX_REFERENCE_CHARS,
    LabMethod,
    LabOutcome,
    LabResultEntry,
    ResultSource,
    method_of,
    outcome_of,
)
from truyvet.laboratory.rules.samples import label_code
from truyvet.tabular import ReasonTemplate

ROWS_PER_BATCH: Final = 1_000
"""Each positive row opens or feeds a case; whoever enters one by hand waits no longer than for one batch."""
REFUSALS: Final[Mapping[str, tuple[str, ReasonTemplate]]] = {
    "event_conflict": ("event_id", EVENT_CONFLICT),
    "in_the_future": ("reported_at", IN_THE_FUTURE),
    "out_of_range": ("reported_at", OUT_OF_RANGE),
    "ct_without_pcr": ("ct", BAD_CHOICE),
    "sample_state": ("sample_code", SAMPLE_STATE),
    "pool_has_result": ("sample_code", SAMPLE_STATE),
}
_CYCLES: Final = re.compile(r"[0-9]{1,2}(?:[.,][0-9]{1,3})?")


def parse_row(row: Cells, context: ImportContext) -> LabResultEntry:
    """Parses a row. Raises BadCell."""
    code = cell_parsers.parse_identifier(row, "sample_code")
    outcome = outcome_of(row["outcome"])
    if outcome is None:
        raise BadCell("outcome", BAD_CHOICE if row["outcome"].strip() else NO_OUTCOME)
    method = method_of(row["method"]) if row["method"] else LabMethod.OTHER
    if method is None:
        raise BadCell("method", BAD_CHOICE)
    reported_at = cell_parsers.to_datetime(cell_parsers.parse_cell(row, "reported_at", cell_parsers.parse_day_or_time))
    assert reported_at is not None
    ct = _cycles(row["ct"])
    reference = row["reference"].strip()
    if len(reference) > MAX_REFERENCE_CHARS:
        raise BadCell("reference", TOO_LONG_TEXT)
    event = rules.event_id(
        rules.ImportKind.LAB_RESULTS, context.choices.register, row["event_id"], row["id"], code, outcome.value, method.value,
        None if ct is None else str(ct), reference, int(reported_at.timestamp()),
    )  # fmt: skip
    # A label of ours, as scanners and hands write it; any other text stays as it is, for whoever looks for its sample.
    return LabResultEntry(event, label_code(code) or code, outcome, method, reported_at, ct, reference, source=ResultSource.FILE)


def _cycles(text: str) -> float | None:
    if not text:
        return None
    if not _CYCLES.fullmatch(text) or not 0 < (cycles := float(text.replace(",", "."))) <= MAX_CT:
        raise BadCell("ct", OUT_OF_RANGE)
    return cycles


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of results."""
    outcome = BatchOutcome()
    read = parse_rows(lines, context, outcome, lambda cells: parse_row(cells, context))
    # As with cases: the account that may enter a case stands as the first person of a positive result, and nobody else does.
    staff, by = context.choices.staff, context.by
    first = By(f"staff:{staff}", by.role, by.purpose) if staff is not None else By.system("import", by.purpose)
    added = add_results(by=first, now=context.now, scope=context.scope, entries=[entry for _, entry in read], keeps_unknown=True)
    outcome.accepted += added.accepted
    outcome.unresolved += added.kept
    outcome.duplicate += added.duplicate
    for place, code in added.rejects:
        outcome.reject(read[place][0], *REFUSALS.get(code, ("", NOT_ACCEPTED)))
    return outcome


KIND: Final = TableKind(
    kind=rules.ImportKind.LAB_RESULTS,
    required=("sample_code", "outcome", "reported_at"),
    optional=("method", "ct", "reference", "event_id", "id"),
    take=import_rows,
    batch=ROWS_PER_BATCH,
    dry_run_is_one_transaction=True,
    moments=("reported_at",),
    days=("reported_at",),
    recent=("reported_at",),
    words={"outcome": [each.value for each in LabOutcome], "method": [*(each.value for each in LabMethod), "rapid"]},
)
