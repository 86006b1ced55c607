"""The lease of an outbox message: no two workers hold the same one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from truyvet.messaging.models import Message
from truyvet.messaging.rules.delivery_state import WAITING_STATES, DeliveryState
from truyvet.messaging.rules.message_template import MessagePriority


@dataclass(frozen=True, slots=True, repr=False)
class LeasedMessage:
    """A message that this worker has until the lease ends. No readable repr: it holds an address."""

    message_id: int
    event_id: UUID
    check_code: str
    to_kind: str
    to_address: str
    template: str
    language: str
    sealed_params: str
    attempts: int
    repeats_left: int
    priority: int
    expires_at: datetime | None


def due_messages(now: datetime) -> QuerySet[Message]:
    """Returns what may be sent now: it waits, is due, and no living worker has it. In no order."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Message.objects.filter(free, state__in=[state.value for state in WAITING_STATES], not_before__lte=now)


def _next_due(now: datetime, limit: int, *, pressing: bool, lock: bool = False) -> list[int]:
    """Returns the ids of the next ``limit`` due messages, most pressing first. Each lane is read by an index of its own, in order: what
    a campaign has waiting costs a warning nothing."""
    found: list[int] = []
    for priority in MessagePriority:
        if len(found) >= limit or (pressing and priority is MessagePriority.REMINDER):
            break
        lane = due_messages(now).filter(priority=priority).order_by("not_before", "id")
        lane = lane.select_for_update(skip_locked=True) if lock else lane
        rows = [row for state in WAITING_STATES for row in lane.filter(state=state.value).values_list("not_before", "id")[:limit]]
        found += [pk for _, pk in sorted(rows)[: limit - len(found)]]
    return found


def lease_due(now: datetime, limit: int, *, lease_id: UUID, lease: timedelta, pressing: bool = False) -> list[LeasedMessage]:
    """Leases up to ``limit`` messages for the worker ``lease_id``. Commits before it answers."""
    # Looked for first: a transaction takes the one write lock of SQLite, and most of the time nothing is due.
    if not _next_due(now, 1, pressing=pressing):
        return []
    with transaction.atomic(durable=True):
        ids = _next_due(now, limit, pressing=pressing, lock=connection.features.has_select_for_update_skip_locked)
        # SQLite has one writer at a time: what is still due when this statement runs is ours, whoever looked before.
        due_messages(now).order_by().filter(id__in=ids).update(lease_id=lease_id, leased_until=now + lease)
        rows = Message.objects.filter(lease_id=lease_id, id__in=ids).order_by("priority", "not_before", "id")
        return [
            LeasedMessage(
                message_id=row.pk,
                event_id=row.event_id,
                check_code=row.check_code,
                to_kind=row.to_kind,
                to_address=row.to_address,
                template=row.template,
                language=row.language,
                sealed_params=row.sealed_params,
                attempts=row.attempts,
                repeats_left=row.repeats_left,
                priority=row.priority,
                expires_at=row.expires_at,
            )
            for row in rows
        ]


def begin_hand_over(message_id: int, *, lease_id: UUID, route: str, now: datetime) -> bool:
    """Notes, just before the gateway is asked, that it is. False when the message is no longer this worker's: it must not be asked."""
    begun = _held(lease_id).filter(id=message_id)
    return begun.update(state=DeliveryState.HANDED_OVER.value, route=route, handed_over_at=now, attempts=F("attempts") + 1) == 1


def settle_lapsed(now: datetime, *, knowing_routes: Collection[str], repeat_after: timedelta) -> int:
    """Settles what a worker was handing over when it died: unknown, unless the gateway knows the event id again. Returns how many.

    The lease's name stays with what is unknown: a worker that was only frozen can still say what it was told.
    """
    lapsed = Message.objects.filter(state=DeliveryState.HANDED_OVER.value, leased_until__lte=now)
    if not lapsed.exists():
        return 0
    again = lapsed.filter(route__in=knowing_routes).update(
        state=DeliveryState.FAILED_FOR_NOW.value, why="busy", not_before=now, lease_id=None, leased_until=None
    )
    return again + lapsed.update(state=DeliveryState.UNKNOWN.value, why="no_answer", not_before=now + repeat_after, leased_until=None)


def give_back(lease_id: UUID, now: datetime) -> int:
    """Ends the lease of everything that the worker has and did not hand over, so that the next one may take it; returns how many."""
    return _held(lease_id).update(lease_id=None, leased_until=now)


def put_off(message_id: int, *, lease_id: UUID, until: datetime) -> int:
    """Ends the lease of a message that must wait until a later hour; returns 1, or 0 when it is no longer this worker's."""
    return _held(lease_id).filter(id=message_id).update(lease_id=None, leased_until=None, not_before=until)


def _held(lease_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(lease_id=lease_id, state__in=[state.value for state in WAITING_STATES])
