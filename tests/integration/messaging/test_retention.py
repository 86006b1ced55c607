"""Messages go on their day; the worker's pulse."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from truyvet.audit.models import AuditRow
from truyvet.messaging import commands, heartbeat, retention
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.models import Message, SandboxMessage

pytestmark = pytest.mark.db


def test_thirty_days(write: Callable[..., QueuedMessage], now: datetime) -> None:
    write()
    send_due(now)
    for purge in (retention.purge_messages, retention.purge_sandbox):
        assert purge(now + timedelta(days=29)) == 0
        assert purge(now + timedelta(days=30)) == 1
        assert purge(now + timedelta(days=30)) == 0
    assert not Message.objects.exists() and not SandboxMessage.objects.exists()
    assert AuditRow.objects.filter(action="messaging.purge").count() == 2


def test_pulse(write: Callable[..., QueuedMessage], house_clock: datetime) -> None:
    assert not heartbeat.is_alive()
    write()
    assert commands.deliver_messages().sent == 1
    assert heartbeat.is_alive()
    file = Path(settings.TRUYVET_HOME) / "messages-carried"
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 61))
    assert not heartbeat.is_alive()
