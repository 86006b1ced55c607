"""A batch of rows: into the register and into the import's counts in one transaction, or neither.

A resumed import depends on this alone: ``ImportJob.read`` is how many rows of the file are in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.exchange import rules
from truyvet.exchange.actions.import_jobs import ImportCounts, counts_of
from truyvet.exchange.kinds.batch import ImportContext, ImportRow, TableKind, write_rows
from truyvet.exchange.kinds.dry_run_memory import RowReject
from truyvet.exchange.models import ImportJob, ImportLikeness, ImportReject


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


def import_batch(*, by: By, now: datetime, context: ImportContext, kind: TableKind, job: int, batch: RowBatch) -> ImportCounts:
    """Imports a batch that begins where the import stands; returns the counts after it. Raises ImportOvertaken, ImportCountsMismatch.

    The register's own action writes its audit row, this one another.
    """
    with transaction.atomic():
        row = ImportJob.objects.select_for_update().get(pk=job)
        if row.read != batch.after or row.state != rules.ImportState.RUNNING.value:
            raise ImportOvertaken(f"import {job} stands at row {row.read}, not {batch.after}")
        outcome = write_rows(batch.lines, context, kind)
        rejects = sorted([*outcome.rejects, *batch.broken], key=lambda reject: reject.number)
        ImportReject.objects.bulk_create(
            ImportReject(job=row, row=reject.number, column=reject.column[:64], reason=reject.reason, detail=reject.detail)
            for reject in rejects
        )
        ImportLikeness.objects.bulk_create(
            ImportLikeness(
                job=row,
                row=each.number,
                code=each.pair.code,
                known_code=each.pair.known_code,
                agreed=",".join(sorted(each.pair.agreed)),
            )
            for each in outcome.likely
        )
        row.read += batch.rows
        row.accepted += outcome.accepted
        row.rejected += len(rejects)
        row.duplicate += outcome.duplicate
        row.people_created += outcome.people_created
        row.unresolved += outcome.unresolved
        row.save(update_fields=["read", "accepted", "rejected", "duplicate", "people_created", "unresolved"])
        record(
            by=by, now=now, action="exchange.take", subject=f"import:{job}",
            facts={
                "after": batch.after, "rows": batch.rows, "accepted": outcome.accepted, "rejected": len(rejects),
                "duplicate": outcome.duplicate,
            },
        )  # fmt: skip
    return counts_of(row)
