"""What a push service's answers mean for us. Source: RFC 8030 §5, §7.2, §7.3, §8.4; RFC 9110 §10.2.3 (Retry-After)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused

GONE: Final = frozenset({404, 410})
"""The browser wants no more, or is no more: its subscription goes."""
NOT_US: Final = frozenset({401, 403})
"""Our signature is not believed: the clock, or a key that the subscription was not made with."""
MAX_WAIT: Final = timedelta(hours=6)
"""Ours: the longest wait of our own (delivery.toml), whatever a service asks for."""


def error_of(status: int, retry_after: str, date: str, now: datetime) -> Exception | None:
    """Returns what an answer means; None: the service has the message. ``date`` is what the service's clock shows."""
    if 200 <= status < 300:
        return None
    if status == 429 or status >= 500:
        wait = _wait(retry_after, date)
        return GatewayBusy(f"push http {status}", until=None if wait is None else now + wait)
    return GatewayRefused(f"push http {status}")


def _wait(retry_after: str, date: str) -> timedelta | None:
    """Returns how long a service wants to be left alone: seconds, or a moment by its own clock."""
    text = retry_after.strip()
    try:
        found = timedelta(seconds=int(text)) if text.isascii() and text.isdecimal() and len(text) < 9 else None
        if found is None:
            found = parsedate_to_datetime(text) - parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError):
        return None
    return min(max(found, timedelta()), MAX_WAIT)
