"""The outbox is delivered: a round of due messages at a time, each under a lease of its own, so that several workers share them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.core.jobs import Job, Lane
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.jobs.route_measurement import measure_routes
from truyvet.messaging.jobs.settlement import settle_by_time


def deliver(now: datetime) -> int:
    """Hands due messages to the gateway; returns how many it tried."""
    counts = send_due(now)
    return counts.leased - counts.given_back


def deliver_pressing(now: datetime) -> int:
    """Hands due codes and notices to the gateway, whatever a campaign is doing; returns how many it tried."""
    counts = send_due(now, pressing=True)
    return counts.leased - counts.given_back


# A code is on its way within a second of being asked for. A round hands nothing over after half a message's lease of 120 s: one that
# lasts longer than all of it is stuck. Routes are measured ten times within the five minutes after which they may move again. Receipts and
# repeats are a matter of hours: once a minute is soon enough.
JOBS: Final = (
    Job("messaging.deliver", deliver, interval_s=0.5, lane=Lane.MESSAGES, timeout_s=120, is_shared=True),
    Job("messaging.deliver_pressing", deliver_pressing, interval_s=0.5, lane=Lane.WARNINGS, timeout_s=120, is_shared=True),
    Job("messaging.measure_routes", measure_routes, interval_s=30, lane=Lane.WARNINGS, timeout_s=60),
    Job("messaging.settle", settle_by_time, interval_s=60, lane=Lane.UPKEEP, timeout_s=120),
)
