"""A batch of rows: into the register and into the import's counts in one transaction, or neither.

That is all that a resumed import leans on: ``ImportJob.read`` is how many rows of the file are in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.exchange import rules
from truyvet.exchange.actions.jobs import Counts, NotAddedUp, counts_of
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.kinds.notes import Rejected
from truyvet.exchange.models import ImportJob, ImportReject


class Overtaken(RuntimeError):
    """Another process took rows of this import in the meantime; nothing was written."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows. ``lines`` can be read; ``broken`` cannot, and their reasons may hold figures."""

    after: int
    lines: Sequence[Line]
    broken: Sequence[Rejected] = field(default=())

    @property
    def rows(self) -> int:
        """How many rows of the file these are."""
        return len(self.lines) + len(self.broken)


def take_batch(*, desk: Desk, kind: Kind, job: int, batch: Batch) -> Counts:
    """Take a batch that begins where the import stands; the counts after it. Raises Overtaken, NotAddedUp.

    Who acts and when is on the desk. The register's own action writes its audit row, this one another.
    """
    with transaction.atomic():
        row = ImportJob.objects.select_for_update().get(pk=job)
        if row.read != batch.after or row.state != rules.State.RUNNING.value:
            raise Overtaken(f"import {job} stands at row {row.read}, not {batch.after}")
        taken = _taken(desk, kind, batch)
        rejects = sorted([*taken.rejects, *batch.broken], key=lambda reject: reject.number)
        ImportReject.objects.bulk_create(
            ImportReject(job=row, row=reject.number, column=reject.column[:64], reason=reject.reason) for reject in rejects
        )
        row.read += batch.rows
        row.accepted += taken.accepted
        row.rejected += len(rejects)
        row.duplicate += taken.duplicate
        row.people_created += taken.people_created
        row.save(update_fields=["read", "accepted", "rejected", "duplicate", "people_created"])
        record(
            by=desk.by, now=desk.now, action="exchange.take", subject=f"import:{job}",
            facts={
                "after": batch.after, "rows": batch.rows, "accepted": taken.accepted, "rejected": len(rejects),
                "duplicate": taken.duplicate,
            },
        )  # fmt: skip
    return counts_of(row)


def try_batch(*, desk: Desk, kind: Kind, batch: Batch, keep: bool = False) -> Taken:
    """What a batch would come to; nothing stays written. Rejects include the broken rows.

    ``keep``: the caller rolls back; until then later batches see what this one wrote.
    """
    with transaction.atomic():
        taken = _taken(desk, kind, batch)
        taken.rejects = sorted([*taken.rejects, *batch.broken], key=lambda reject: reject.number)
        if not keep:
            transaction.set_rollback(True)
    return taken


def _taken(desk: Desk, kind: Kind, batch: Batch) -> Taken:
    taken = kind.take(batch.lines, desk)
    if not rules.adds_up(len(batch.lines), taken.accepted, len(taken.rejects), taken.duplicate):
        raise NotAddedUp(
            f"{kind.kind.value} after row {batch.after}: {len(batch.lines)} rows, "
            f"{taken.accepted} accepted, {len(taken.rejects)} rejected, {taken.duplicate} duplicate"
        )
    return taken
