"""Diagnosis keys are published when their embargo is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.devices.actions import publish_due_keys

BY: Final = By.system("worker")


def publish(now: datetime) -> int:
    """Makes the key files that are due; returns how many."""
    return publish_due_keys(by=BY, now=now)


JOBS: Final = (Job("devices.publish_keys", publish, interval_s=0.5, lane=Lane.PUBLISHING, timeout_s=300),)
