"""Writing the audit: one row for one act, inside the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from truyvet.audit.models import AuditRow, Mention
from truyvet.audit.values import By


class NoTransaction(RuntimeError):
    """An act was recorded outside a transaction: it could be lost, or stay without what it tells of."""


def record(
    *,
    by: By,
    now: datetime,
    action: str,
    subject: str,
    facts: Mapping[str, str | int | float | bool | None] | None = None,
    also: Sequence[str] = (),
) -> None:
    """Appends one audit row.

    ``action`` is "<room>.<verb>" ("cases.confirm"); ``subject`` a kind and a code ("case:BG-0412"); ``facts``
    holds ids, codes and counts only; ``also`` names further subjects of the same act, such as every person whose
    name one reading opened. Raises NoTransaction outside a transaction.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(f"{action} was recorded outside a transaction")
    row = AuditRow.objects.create(
        at=now,
        actor=by.actor,
        role=by.role,
        purpose=by.purpose,
        action=action,
        subject=subject,
        facts=dict(facts or {}),
    )
    if also:
        Mention.objects.bulk_create(Mention(row=row, subject=name) for name in dict.fromkeys(also))


@dataclass(frozen=True, slots=True)
class RecordedAction:
    """One of many acts that were committed together: who did it, to what, with which facts."""

    by: By
    subject: str
    facts: Mapping[str, str | int | float | bool | None]


def record_many(*, by: By, now: datetime, action: str, acts: Sequence[RecordedAction]) -> None:
    """Appends one row for each act in one statement. ``by`` commits them and is named only where nothing was done.

    Raises NoTransaction as ``record`` does.
    """
    if not acts:
        record(by=by, now=now, action=action, subject="nothing")
        return
    if not connection.in_atomic_block:
        raise NoTransaction(f"{action} was recorded outside a transaction")
    AuditRow.objects.bulk_create(
        AuditRow(
            at=now,
            actor=act.by.actor,
            role=act.by.role,
            purpose=act.by.purpose,
            action=action,
            subject=act.subject,
            facts=dict(act.facts),
        )
        for act in acts
    )
