"""Rows are deleted on their day, in batches, and a deletion that looks like a mistake asks first.

A clock that jumps ahead makes everything look old. Where more of a table of some size would go at once than ``usual_share`` explains,
nothing is deleted until somebody confirms it (``truyvet purge --confirm ROOM.TABLE``); the alarm *deletion to be confirmed* says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

BATCH_ROWS: Final = 5_000
MAX_SHARE: Final = 0.05
"""Of the rows of a table, that go at once without being asked for, whatever their age."""
ORDINARY_DAYS: Final = 3
"""Days' worth of a table that may go at once: a weekend on which no worker ran, and the day after it."""
ASK_FROM_ROWS: Final = 5_000
"""A smaller deletion is never asked about: a quiet office may well lose all it has on one day."""
SHORT_LIFE_DAYS: Final = 3
"""Up to here the share that is due says nothing: of rows that live three days a third goes each day, over half after a missed one."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """When rows of a table go. ``basis`` says what the ``days`` are counted from; ``purge(now)`` returns how many rows went."""

    room: str
    table: str
    basis: str
    days: int
    purge: Callable[[datetime], int]

    @property
    def asks(self) -> bool:
        """Whether a large deletion asks first. Of rows that live for a day most are due each midnight."""
        return self.days > SHORT_LIFE_DAYS


class ConfirmationNeeded(RuntimeError):
    """So much of a table is due that somebody must say that this is right. ``table`` is the database's name of it."""

    def __init__(self, table: str, due: int, total: int) -> None:
        self.table, self.due, self.total = table, due, total
        super().__init__(f"{due} of {total} rows of {table} are due")


def usual_share(days: int) -> float:
    """Returns the share of a table, whose rows live ``days`` days (0: unknown), that may go at once without being asked for.

    A day of a table that keeps 21 days is 5 % of it, so that ``ORDINARY_DAYS`` days' worth is never asked about.
    """
    return max(MAX_SHARE, min(1.0, ORDINARY_DAYS / days)) if days > 0 else MAX_SHARE


_days_kept: ContextVar[int] = ContextVar("days_that_rows_are_kept", default=0)
_is_confirmed: ContextVar[bool] = ContextVar("deletion_is_confirmed", default=False)


@contextmanager
def confirmed() -> Iterator[None]:
    """Within this block no deletion asks: a person has looked at the numbers."""
    token = _is_confirmed.set(True)
    try:
        yield
    finally:
        _is_confirmed.reset(token)


@contextmanager
def kept_for(days: int) -> Iterator[None]:
    """Within this block deletions are of a table whose rows live ``days`` days."""
    token = _days_kept.set(days)
    try:
        yield
    finally:
        _days_kept.reset(token)


def delete_in_batches(
    due: models.QuerySet[Any],
    *,
    record: Callable[[int], None] | None = None,
    before: Callable[[Sequence[Any]], None] | None = None,
    batch_rows: int = BATCH_ROWS,
) -> int:
    """Deletes the rows of ``due`` and returns how many went, rows that hang on them not counted.

    Each batch is one transaction. ``before(keys)`` runs in it before the rows go, ``record(count)`` after. ``due`` must not be sliced.
    Raises ConfirmationNeeded.
    """
    ask_first(due)
    gone = 0
    while True:
        with transaction.atomic():
            keys = list(due.order_by("pk").values_list("pk", flat=True)[:batch_rows])
            if not keys:
                return gone
            if before is not None:
                before(keys)
            due.model._default_manager.filter(pk__in=keys).delete()
            if record is not None:
                record(len(keys))
        gone += len(keys)


def ask_first(due: models.QuerySet[Any]) -> None:
    """Raises ConfirmationNeeded when the deletion of ``due`` would take so much of its table that it looks like a mistake."""
    if _is_confirmed.get():
        return
    count = due.count()
    if count >= ASK_FROM_ROWS:
        total = due.model._default_manager.count()
        if count > total * usual_share(_days_kept.get()):
            raise ConfirmationNeeded(due.model._meta.db_table, count, total)
