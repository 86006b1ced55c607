"""The work of the house itself: daily deletion, ended sessions, the checks of alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.management import call_command

from truyvet.core import clock_watch, registry, worker_lease
from truyvet.core.jobs import Job, Lane
from truyvet.core.raised_alarms import check_alarms
from truyvet.site.alarm_kinds import CHECK
from truyvet.site.purge import purge_daily

CHECK_EVERY_S: Final = 15.0
"""So long an alarm may be late; a check costs a dozen small queries."""


def clear_sessions(_now: datetime) -> int:
    """Deletes the sessions that ended; sessions live in real time."""
    call_command("clearsessions")
    return 0


def check(now: datetime) -> int:
    """Looks for everything that can be the matter."""
    try:
        clock_watch.watch_clock()
        worker_lease.forget_dead()
    finally:
        # Whatever failed before, the alarms are those of this moment.
        check_alarms(registry.alarms(), now)
    return 0


JOBS: Final = (
    Job("site.clear_sessions", clear_sessions, interval_s=60, lane=Lane.UPKEEP, timeout_s=600, at_hour=0),
    Job("site.purge", purge_daily, interval_s=60, lane=Lane.UPKEEP, timeout_s=3_600, retry_s=60, at_hour=0),
    # A lane of its own: what hangs elsewhere must not hide that it hangs.
    Job(CHECK, check, interval_s=CHECK_EVERY_S, lane=Lane.WATCH, timeout_s=60),
)
