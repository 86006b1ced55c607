"""Trace runs that wait are done, one after another, and declared places become visits."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.jobs import Job, Lane
from truyvet.investigations.actions import import_declared_visits, requeue_orphans
from truyvet.investigations.runner import run_next

BY: Final = By.system("worker")


def import_declared(now: datetime) -> int:
    """Imports the places that were declared since the last round; returns how many became visits."""
    return import_declared_visits(by=BY, now=now).accepted


def trace(now: datetime) -> int:
    """Does the oldest waiting run; returns 1, or 0 when none waited."""
    return int(run_next(now=now))


def requeue(now: datetime) -> None:
    """Queues the runs that the last holder of this job left half done: no other worker does runs now."""
    requeue_orphans(by=BY, now=now)


JOBS: Final = (
    Job("investigations.import_declared", import_declared, interval_s=0.5, lane=Lane.PUBLISHING, timeout_s=300),
    # A long lease: a compiled loop lets the thread that renews it wait.
    Job("investigations.trace", trace, interval_s=0.5, lane=Lane.TRACES, timeout_s=3_600, lease_s=300, on_taken=requeue),
)
