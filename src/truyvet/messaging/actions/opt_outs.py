"""Who wants no more reminders, and who wants them again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.messaging.models import Message, OptOut, OptOutSource
from truyvet.messaging.rules.delivery_state import WAITING_STATES, DeliveryState
from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.messaging.rules.retention_periods import OPT_OUT_DAYS
from truyvet.messaging.rules.send_limit import HoldReason


def stop_messages(*, by: By, now: datetime, number: str, source: OptOutSource) -> int:
    """Notes that a number (E.164) wants no more reminders, from whatever campaign and on every channel, and withdraws those that wait.

    Returns how many were withdrawn. Codes and notices that the law asks for still come. Asking twice changes nothing but the day on which
    the refusal is forgotten.
    """
    mark = OptOut.mark_of(number)
    with transaction.atomic():
        day = LocalDay.of(now) + timedelta(days=OPT_OUT_DAYS)
        OptOut.objects.update_or_create(
            number_mark=mark, defaults={"source": source.value, "at": now, "resumed_at": None, "delete_on": day}
        )
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        waiting = Message.objects.filter(
            free, to_address=number, priority=MessagePriority.REMINDER, state__in=[state.value for state in WAITING_STATES]
        )
        # What a worker has just taken is asked about once more before it goes.
        withdrawn = waiting.update(state=DeliveryState.WITHDRAWN.value, why=HoldReason.OPTED_OUT.value, sealed_params="")
        facts: dict[str, str | int | float | bool | None] = {"source": str(source.value), "withdrawn": withdrawn}
        record(by=by, now=now, action="messaging.stop", subject=f"number:{mark[:12]}", facts=facts)
    return withdrawn


def resume_messages(*, by: By, now: datetime, number: str) -> bool:
    """Notes that a number wants reminders again; False where it never refused. What was withdrawn stays so."""
    mark = OptOut.mark_of(number)
    with transaction.atomic():
        ended = OptOut.objects.filter(number_mark=mark, resumed_at=None).update(resumed_at=now, delete_on=LocalDay.of(now))
        record(by=by, now=now, action="messaging.resume", subject=f"number:{mark[:12]}", facts={"ended": ended})
    return bool(ended)
