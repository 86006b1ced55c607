"""What time alone decides of a message: no receipt came, or a warning's silence has lasted long enough."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from truyvet.messaging import message_templates
from truyvet.messaging.inbound import settle_unused
from truyvet.messaging.models import Message
from truyvet.messaging.rules.delivery_state import DeliveryState


def settle_by_time(now: datetime) -> int:
    """Makes unknown what was taken and got no receipt in time, and queues each unanswered warning again, once. Returns how many.

    An answer that no room took in time goes to a person.
    """
    settle_unused(now)
    rule = message_templates.delivery_rule()
    silent = Message.objects.filter(state=DeliveryState.TAKEN.value, sent_at__lte=now - rule.receipt_within)
    count = silent.update(state=DeliveryState.UNKNOWN.value, why="no_receipt", repeats_left=0)
    useful = Q(expires_at=None) | Q(expires_at__gt=now)
    repeated = Message.objects.filter(useful, state=DeliveryState.UNKNOWN.value, repeats_left__gt=0, not_before__lte=now)
    return count + repeated.update(state=DeliveryState.QUEUED.value, why="repeated", repeats_left=F("repeats_left") - 1, lease_id=None)
