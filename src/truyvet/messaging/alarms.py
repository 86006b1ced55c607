"""What can be the matter with messages: too many wait, or there is no gateway to the outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from truyvet.core.alarm import AlarmKind
from truyvet.messaging.gateways import undeliverable_codes
from truyvet.messaging.outbox_lease import due_messages
from truyvet.messaging.rules.delivery_state import WAITING_STATES
from truyvet.messaging.rules.message_template import MessagePriority

GATEWAY_MISSING: Final = "messaging.gateway_missing"
MAX_WAIT: Final = timedelta(minutes=5)
"""A one-time code lives ten minutes; one that waits half of that is of little use."""
MAX_DUE_MESSAGES: Final = 2_000
"""What one worker hands over within ``MAX_WAIT`` when a gateway takes 0.15 s for each: with more, the last one waits too long."""

MAX_COUNTED: Final = 10_000
"""More are not counted: the alarm is asked every minute, and whoever reads it knows enough."""


def growing_outbox(now: datetime) -> str:
    """Returns how many messages are due and since when, when they are too many or wait too long."""
    due = due_messages(now)
    # By state and lane, as the indexes are: neither a million old messages nor a million that wait cost anything.
    count = sum(due.filter(state=state.value).order_by()[:MAX_COUNTED].count() for state in WAITING_STATES)
    lanes = [due.filter(state=state.value, priority=lane) for state in WAITING_STATES for lane in MessagePriority]
    first = [lane.order_by("not_before", "id").values_list("not_before", flat=True).first() for lane in lanes]
    oldest = min((each for each in first if each is not None), default=None)
    if oldest is None or (count <= MAX_DUE_MESSAGES and now - oldest <= MAX_WAIT):
        return ""
    return f"{count}{'+' if count >= MAX_COUNTED else ''}, {int((now - oldest).total_seconds() // 60)} min"


def missing_gateway(_now: datetime) -> str:
    """Returns the codes that reach no telephone ("signin_code"), where other machines are served."""
    is_public = any(host not in ("localhost", "127.0.0.1", "[::1]", "testserver") for host in settings.ALLOWED_HOSTS)
    return ", ".join(undeliverable_codes()) if is_public else ""


ALARMS: Final = (
    AlarmKind("messaging.outbox_grows", _("Tin nhắn bị dồn lại"), "outbox-grows", growing_outbox),
    AlarmKind(GATEWAY_MISSING, _("Chưa có cổng gửi tin nhắn"), "gateway-missing", missing_gateway),
)
