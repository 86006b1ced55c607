"""Messages go on their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from truyvet.audit.models import AuditRow
from truyvet.messaging import retention
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.models import Message, SandboxMessage

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("sandbox")]


def test_thirty_days(write: Callable[..., QueuedMessage], now: datetime) -> None:
    write()
    send_due(now)
    for purge in (retention.purge_messages, retention.purge_sandbox):
        assert purge(now + timedelta(days=29)) == 0
        assert purge(now + timedelta(days=30)) == 1
        assert purge(now + timedelta(days=30)) == 0
    assert not Message.objects.exists() and not SandboxMessage.objects.exists()
    assert AuditRow.objects.filter(action="messaging.purge").count() == 2
