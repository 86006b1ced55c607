"""A batch of rows: into the register and into the import's counts in one transaction, or neither.

A resumed import depends on this alone: ``ImportJob.read`` is how many rows of the file are in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.exchange import rules
from truyvet.exchange.actions.import_jobs import ImportCounts, ImportCountsMismatch, counts_of
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportJob, ImportReject


class ImportOvertaken(RuntimeError):
    """Another process has written rows of this import in the meantime; nothing was written."""


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Consecutive rows. ``lines`` can be read; ``broken`` cannot, and their reasons may hold figures."""

    after: int
    lines: Sequence[ImportRow]
    broken: Sequence[RowReject] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows of the file these are."""
        return len(self.lines) + len(self.broken)


def import_batch(*, context: ImportContext, kind: TableKind, job: int, batch: RowBatch) -> ImportCounts:
    """Take a batch that begins where the import stands; the counts after it. Raises Overtaken, NotAddedUp.

    Who acts and when is in the context. The register's own action writes its audit row, this one another.
    """
    with transaction.atomic():
        row = ImportJob.objects.select_for_update().get(pk=job)
        if row.read != batch.after or row.state != rules.ImportState.RUNNING.value:
            raise ImportOvertaken(f"import {job} stands at row {row.read}, not {batch.after}")
        outcome = _write_rows(context, kind, batch)
        rejects = sorted([*outcome.rejects, *batch.broken], key=lambda reject: reject.number)
        ImportReject.objects.bulk_create(
            ImportReject(job=row, row=reject.number, column=reject.column[:64], reason=reject.reason) for reject in rejects
        )
        row.read += batch.rows
        row.accepted += outcome.accepted
        row.rejected += len(rejects)
        row.duplicate += outcome.duplicate
        row.people_created += outcome.people_created
        row.save(update_fields=["read", "accepted", "rejected", "duplicate", "people_created"])
        record(
            by=context.by, now=context.now, action="exchange.take", subject=f"import:{job}",
            facts={
                "after": batch.after, "rows": batch.rows, "accepted": outcome.accepted, "rejected": len(rejects),
                "duplicate": outcome.duplicate,
            },
        )  # fmt: skip
    return counts_of(row)


def check_batch(*, context: ImportContext, kind: TableKind, batch: RowBatch, keep: bool = False) -> BatchOutcome:
    """Returns what a batch would give; nothing stays written. Rejects include the broken rows.

    ``keep``: the caller rolls back; until then later batches see what this one wrote.
    """
    with transaction.atomic():
        outcome = _write_rows(context, kind, batch)
        outcome.rejects = sorted([*outcome.rejects, *batch.broken], key=lambda reject: reject.number)
        if not keep:
            transaction.set_rollback(True)
    return outcome


def _write_rows(context: ImportContext, kind: TableKind, batch: RowBatch) -> BatchOutcome:
    outcome = kind.take(batch.lines, context)
    if not rules.adds_up(len(batch.lines), outcome.accepted, len(outcome.rejects), outcome.duplicate):
        raise ImportCountsMismatch(
            f"{kind.kind.value} after row {batch.after}: {len(batch.lines)} rows, "
            f"{outcome.accepted} accepted, {len(outcome.rejects)} rejected, {outcome.duplicate} duplicate"
        )
    return outcome
