"""Work that the house does by itself: a room declares it, the workers do it.

A job has a lane. Lanes do not wait for each other: a long trace keeps no message waiting. Within a lane the jobs run one after another.
Several workers on several machines share the work on PostgreSQL: whoever holds the lease of a job runs it, and a lease that was not
renewed ends, so that the job of a killed worker is taken by another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LEASE_S: Final = 60.0
"""Twelve times the pause between two renewals: a worker that is only slow keeps its jobs, and those of a dead machine wait a minute."""


class Lane(StrEnum):
    """Jobs of one lane run one after another; lanes run side by side."""

    TRACES = "traces"
    MESSAGES = "messages"
    WARNINGS = "warnings"
    """Codes and notices once more, beside a campaign that fills the lane of messages."""
    PUBLISHING = "publishing"
    UPKEEP = "upkeep"
    WATCH = "watch"
    """The checks of alarms: what hangs in another lane must not hide that it hangs."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work. ``name`` is "<room>.<verb>".

    ``run(now)`` does what waits and returns how much it did. With work waiting it goes on at once; when it found nothing, it is run again
    ``interval_s`` later. ``at_hour``: once each local day, from this hour on. A run that takes longer than ``timeout_s`` raises the alarm
    *job late*. After ``lease_s`` without a sign of life another worker may take the job. ``is_shared``: several workers may run it at the
    same time, because each takes rows of its own under a lease. ``on_taken(now)`` is run once by a worker to whom the job has come: what
    its last holder left half done is put in order. A run that fails is logged, counted, tried again after ``retry_s``, and raises the
    alarm *job failed* after ``alarm_after`` failures.
    """

    name: str
    run: Callable[[datetime], int]
    interval_s: float
    lane: Lane
    timeout_s: float
    lease_s: float = LEASE_S
    at_hour: int | None = None
    retry_s: float = 5
    alarm_after: int = 3
    is_shared: bool = False
    on_taken: Callable[[datetime], object] | None = None
