"""Which of two routes carries how much: the share moves away from the slow one, and drifts back. After GOV.UK Notify's rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Figures of ``delivery.toml``. Slow is a route of whose messages of the last ``window`` ``slow_share`` took longer than ``slow``."""

    window: timedelta
    slow: timedelta
    slow_share: float
    pause: timedelta
    """So long nothing moves after a move: what it brought is not seen earlier."""
    step: float
    drift: float
    rest: float
    """The first route's share while nothing is the matter."""
    least: float
    """A slow route keeps so much, or nobody would see that it has recovered."""
    min_messages: int


@dataclass(frozen=True, slots=True)
class RouteDelay:
    """What one route was given within the window, and how many of these took too long, still do, or were not taken.

    ``mean``: from hand-over to arrival, of those that arrived.
    """

    given: int
    slow: int
    mean: timedelta | None = None

    def is_slow(self, rule: RouteRule) -> bool:
        """Returns whether the route is slow; a handful of messages says nothing."""
        return self.given >= rule.min_messages and self.slow >= rule.slow_share * self.given


@dataclass(frozen=True, slots=True)
class RouteShare:
    """The first route's share of messages, and when it moved last."""

    share: float
    changed_at: datetime | None = None


def next_share(before: RouteShare, first: RouteDelay, second: RouteDelay, *, now: datetime, rule: RouteRule) -> RouteShare:
    """Returns the share from now on: less for the slow route, nothing new where both are slow, one step nearer to rest where none is."""
    if before.changed_at is not None and timedelta() <= now - before.changed_at < rule.pause:
        return before
    is_first_slow, is_second_slow = first.is_slow(rule), second.is_slow(rule)
    if is_first_slow and is_second_slow:
        return before
    if is_first_slow or is_second_slow:
        wanted = before.share + (-rule.step if is_first_slow else rule.step)
    else:
        wanted = before.share + max(-rule.drift, min(rule.drift, rule.rest - before.share))
    share = round(min(1 - rule.least, max(rule.least, wanted)), 4)
    return before if share == before.share else RouteShare(share, now)


def is_for_first(event_id: UUID, share: float, attempts: int = 0) -> bool:
    """Returns whether a message goes by the first route. ``attempts``: a route that did not take it is not the next one to be asked."""
    by_share = event_id.int % 10_000 < share * 10_000
    return by_share if attempts % 2 == 0 else not by_share
