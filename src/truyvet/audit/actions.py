"""Writing the audit: one row for one act, inside the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """Append one audit row.

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
