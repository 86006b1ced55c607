"""The lease of an outbox message: no two workers hold the same one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from truyvet.messaging.models import Message
from truyvet.messaging.rules.delivery_state import WAITING_STATES, DeliveryState


@dataclass(frozen=True, slots=True, repr=False)
class LeasedMessage:
    """A message that this worker has until the lease ends. No readable repr: it holds an address."""

    message_id: int
    event_id: UUID
    to_kind: str
    to_address: str
    template: str
    language: str
    sealed_params: str
    attempts: int
    expires_at: datetime | None


def due_messages(now: datetime) -> QuerySet[Message]:
    """Returns what may be sent now: waiting and due, or left behind by a worker that died. Most pressing first."""
    waiting = Q(state__in=[state.value for state in WAITING_STATES], not_before__lte=now)
    left_behind = Q(state=DeliveryState.SENDING.value, leased_until__lte=now)
    return Message.objects.filter(waiting | left_behind).order_by("priority", "not_before", "id")


def lease_due(now: datetime, limit: int, *, lease_id: UUID, lease: timedelta) -> list[LeasedMessage]:
    """Leases up to ``limit`` messages for the worker ``lease_id``. Commits before it answers."""
    # Looked for first: a transaction takes the one write lock of SQLite, and most of the time nothing is due.
    if not due_messages(now).exists():
        return []
    with transaction.atomic(durable=True):
        if connection.features.has_select_for_update_skip_locked:
            ids = list(due_messages(now).select_for_update(skip_locked=True).values_list("id", flat=True)[:limit])
            leased = Message.objects.filter(id__in=ids)
        else:
            # One writer at a time: what is still due when this statement runs is ours, whoever looked before.
            ids = list(due_messages(now).values_list("id", flat=True)[:limit])
            leased = due_messages(now).order_by().filter(id__in=ids)
        leased.update(state=DeliveryState.SENDING.value, lease_id=lease_id, leased_until=now + lease)
        rows = Message.objects.filter(lease_id=lease_id, id__in=ids).order_by("priority", "not_before", "id")
        return [
            LeasedMessage(
                message_id=row.pk,
                event_id=row.event_id,
                to_kind=row.to_kind,
                to_address=row.to_address,
                template=row.template,
                language=row.language,
                sealed_params=row.sealed_params,
                attempts=row.attempts,
                expires_at=row.expires_at,
            )
            for row in rows
        ]


def count_attempt(message_id: int, *, lease_id: UUID) -> bool:
    """Counts one attempt, just before it is made. False when the message is no longer this worker's: it must not be handed over."""
    return _held(lease_id).filter(id=message_id).update(attempts=F("attempts") + 1) == 1


def give_back(lease_id: UUID, now: datetime) -> int:
    """Ends the lease of everything that the worker still has, so that the next one may take it at once; returns how many."""
    return _held(lease_id).update(lease_id=None, leased_until=now)


def _held(lease_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(lease_id=lease_id, state=DeliveryState.SENDING.value)
