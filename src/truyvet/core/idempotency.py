"""An outside write happens once: the same event again gets the same answer, another body under its id is refused.

A client makes an idempotency key (``event_id``) for each thing that it wants written and sends it again until it is answered. Two
connections may bring the same event in the same moment; the unique constraint of the table decides, and the loser looks again. This is
the only file of the house that catches ``IntegrityError``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

Written = TypeVar("Written")
Known = TypeVar("Known", bound=Model)


class IdempotencyConflict(ValueError):
    """The idempotency key was used before with another body. The message names the key only."""

    def __init__(self, event_id: UUID) -> None:
        self.event_id = event_id
        super().__init__(f"event {event_id} was received before with another body")


def write_once(find: Callable[[], Written | None], write: Callable[[], Written]) -> Written:
    """Returns what ``find`` finds, or else what ``write`` writes, in one transaction.

    When another connection wrote the same thing first, ``find`` is asked again. Raises ``IntegrityError`` when it still finds nothing:
    then another constraint was broken, and the caller's mistake must be seen.
    """
    try:
        with transaction.atomic():
            known = find()
            return write() if known is None else known
    except IntegrityError:
        known = find()
        if known is None:
            raise
        return known


def known_event(rows: QuerySet[Known], event_id: UUID, body: bytes) -> Known | None:
    """Returns the row of ``rows`` that an event has written already, for ``write_once`` to find.

    The table has ``event_id`` and ``body_hash``. Raises IdempotencyConflict when the event came with another body.
    """
    known: Any = rows.filter(event_id=event_id).first()
    if known is not None and not is_same_body(known.body_hash, body):
        raise IdempotencyConflict(event_id)
    return known  # type: ignore[no-any-return]


def write_batch(write: Callable[[int], Written], *, attempts: int = 2) -> Written:
    """Returns what ``write(attempt)`` writes in one transaction of its own, tried again after a lost race.

    ``attempt`` counts from 0. A batch that finds its known events itself, at its start, needs no more than a second look.
    """
    for attempt in range(attempts - 1):
        try:
            with transaction.atomic():
                return write(attempt)
        except IntegrityError:
            continue
    with transaction.atomic():
        return write(attempts - 1)


@contextmanager
def conflict_raises(make_error: Callable[[], Exception]) -> Iterator[None]:
    """Runs the block in a savepoint and turns a broken unique or foreign-key constraint into the error that ``make_error`` makes."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        # Not "from error": the database's message may quote the value, and values are personal.
        raise make_error() from None


def body_hash(*parts: object) -> bytes:
    """Returns the SHA-256 of the parts, by which a repeated body is known from another one. None counts as the empty text."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).digest()


def is_same_body(stored: bytes | memoryview | str, received: bytes | str) -> bool:
    """Whether two body hashes are equal, compared in constant time."""
    left = stored.encode() if isinstance(stored, str) else bytes(stored)
    right = received.encode() if isinstance(received, str) else received
    return hmac.compare_digest(left, right)
