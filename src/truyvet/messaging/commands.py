"""What the console's worker does for this room."""

from __future__ import annotations

from truyvet.messaging import heartbeat
from truyvet.messaging.delivery_worker import DeliveryCounts, send_due
from truyvet.web import clock


def deliver_messages(limit: int = 100) -> DeliveryCounts:
    """Returns one round of the outbox, at the house's time; the worker calls it every few seconds."""
    done = send_due(clock.now(), limit)
    heartbeat.beat()
    return done
