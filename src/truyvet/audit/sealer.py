"""Chains audit rows in order, a little later than they were written, so that no writer ever waits for another.

On PostgreSQL a row with a lower id may be committed after one with a higher id; a row is therefore sealed only when
every transaction that could still come before it has ended. Only one sealer works at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import Max

from truyvet.audit.actions import record
from truyvet.audit.models import AuditRow, Cut, Mention, Seal
from truyvet.audit.rules import RETENTION_DAYS, START, AuditContent, ChainLink, ChainReport, digest, read_chain
from truyvet.audit.values import By
from truyvet.core.retention import BATCH_ROWS, ask_first

ROWS_PER_SEALING = 1000
LATE_ROW_WINDOW = 20_000
"""How far below the highest sealed id a slow transaction's row is looked for; a thorough sealing looks everywhere."""

_LOCK = 0x7472_7576
"""The number of the advisory lock that lets one sealer work. The job's lease alone does not: ``truyvet verify`` seals, too."""

# age() counts transactions back from now and so survives the turn of the 32-bit counter; a row of a savepoint has
# a number above its transaction's, so it never looks older than it is.
_RIPE = "AND age(r.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::text::xid)"


def _content(row: AuditRow, also: Iterable[str]) -> AuditContent:
    return AuditContent(
        id=row.pk,
        at=row.at,
        actor=row.actor,
        role=row.role,
        purpose=row.purpose,
        action=row.action,
        subject=row.subject,
        facts=row.facts,
        also=tuple(also),
    )


def _also(rows: Iterable[AuditRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    wanted = [row.pk for row in rows]
    for row, subject in Mention.objects.filter(row__in=wanted).values_list("row", "subject"):
        found.setdefault(row, []).append(subject)
    return found


def _ripe(thorough: bool) -> list[int]:
    postgresql = connection.vendor == "postgresql"
    last = 0 if thorough else Seal.objects.aggregate(last=Max("row"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM audit_auditrow r WHERE r.id > %s "
            "AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.row_id = r.id) "
            f"{_RIPE if postgresql else ''} ORDER BY r.id LIMIT {ROWS_PER_SEALING}",
            [last - LATE_ROW_WINDOW if postgresql else last],
        )
        return [int(found) for (found,) in cursor.fetchall()]


def head() -> tuple[int, str]:
    """Returns the last position and its hash: what an auditor notes on paper or sends elsewhere."""
    last = Seal.objects.order_by("-position").values_list("position", "hash").first()
    if last is None:
        last = Cut.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, START)


def seal_pending(now: datetime, *, thorough: bool = False) -> int:
    """Seals one batch of rows that are ripe and returns how many. Call again while it returns ``ROWS_PER_SEALING``."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
                if not cursor.fetchone()[0]:
                    return 0
        wanted = _ripe(thorough)
        rows = list(AuditRow.objects.filter(pk__in=wanted).order_by("pk"))
        also = _also(rows)
        position, previous = head()
        seals: list[Seal] = []
        for row in rows:
            position += 1
            mark = digest(_content(row, also.get(row.pk, ())), position, previous)
            seals.append(Seal(position=position, row=row, previous=previous, hash=mark))
            previous = mark
        Seal.objects.bulk_create(seals)
        return len(seals)


def _links() -> Iterator[ChainLink]:
    after = 0
    while True:
        seals = list(Seal.objects.filter(position__gt=after).order_by("position")[:ROWS_PER_SEALING])
        if not seals:
            return
        rows = AuditRow.objects.in_bulk([seal.row_id for seal in seals])
        also = _also(rows.values())
        for seal in seals:
            row = rows.get(seal.row_id)
            content = _content(row, also.get(row.pk, ())) if row is not None else None
            yield ChainLink(seal.position, seal.previous, seal.hash, content)
        after = seals[-1].position


def verify_chain(noted: tuple[int, str] | None = None) -> ChainReport:
    """Reads the whole chain. ``noted`` is a head noted earlier elsewhere (see ``read_chain``)."""
    cut = Cut.objects.order_by("-position").values_list("position", "hash").first() or (0, START)
    unsealed = AuditRow.objects.filter(seal=None).count()
    return read_chain(_links(), cut[0] + 1, cut[1], unsealed, noted)


def purge_audit_rows(now: datetime, days: int = RETENTION_DAYS) -> int:
    """Removes sealed rows older than ``days`` from the start of the chain and returns how many.

    Each batch is one transaction. Its cut keeps the hash of the last row, so that what stays can still be verified, and is itself audited.
    Raises ConfirmationNeeded: the chain cannot be made again.
    """
    young = Seal.objects.filter(row__at__gte=now - timedelta(days=days)).order_by("position").first()
    old = Seal.objects.filter(position__lt=young.position) if young else Seal.objects.all()
    ask_first(AuditRow.objects.filter(pk__in=old.values("row")))
    gone = 0
    while batch := _remove_first(old, now):
        gone += batch
    return gone


def _remove_first(old: models.QuerySet[Seal], now: datetime) -> int:
    with transaction.atomic():
        first = old.order_by("position").first()
        last = old.filter(position__lt=first.position + BATCH_ROWS).order_by("-position").first() if first is not None else None
        if last is None:
            return 0
        Cut.objects.create(position=last.position, hash=last.hash, at=now)
        with connection.cursor() as cursor:
            sealed = "SELECT row_id FROM audit_seal WHERE position <= %s"
            cursor.execute(f"DELETE FROM audit_mention WHERE row_id IN ({sealed})", [last.position])
            cursor.execute(f"DELETE FROM audit_auditrow WHERE id IN ({sealed})", [last.position])
            gone = cursor.rowcount
            cursor.execute("DELETE FROM audit_seal WHERE position <= %s", [last.position])
        facts = {"count": gone, "position": last.position}
        record(by=By.system("retention"), now=now, action="audit.let_go", subject="audit", facts=facts)
        return int(gone)
