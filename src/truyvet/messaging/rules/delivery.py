"""When a message may go, and what follows a try. The figures are data (templates_text/delivery.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from truyvet.core.local_day import LocalDay
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.route_share import RouteRule


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    """How messages are carried. ``back_off``: the wait after the first, second, … failed try; then it is given up.

    Quiet hours are local, from ``quiet_from`` to ``quiet_until`` over midnight.
    """

    version: str
    source: str
    quiet_from: time
    quiet_until: time
    back_off: tuple[timedelta, ...]
    lease: timedelta
    repeat_after: timedelta
    """So long after a silence a warning is handed over once more; the first one has then expired at the gateway."""
    receipt_within: timedelta
    """A message taken so long ago without a receipt is unknown."""
    routes: RouteRule

    @property
    def most_tries(self) -> int:
        """Returns tries before a message is given up."""
        return len(self.back_off) + 1


class GatewayAnswer(StrEnum):
    """The answer of a gateway to one message."""

    TAKEN = "taken"
    BUSY = "busy"
    """Not now: down, slow, over its rate. It does not have the message."""
    SILENT = "silent"
    """Asked, and no answer: it may have the message."""
    REFUSED = "refused"
    """Never: no such number, a text it will not carry."""
    NOT_CARRIED = "no_gateway"
    """This installation has no gateway for such a text to such an address."""


@dataclass(frozen=True, slots=True)
class DeliveryStep:
    """The state a message goes to after a try; ``not_before``: when it is tried again; ``why`` is a code.

    ``gateway_ids``: the gateway's own number for each part, as far as they are known; ``parts``: how many there are.
    """

    state: DeliveryState
    not_before: datetime | None = None
    why: str = ""
    gateway_ids: tuple[str, ...] = ()
    parts: int = 0


def after_try(
    answer: GatewayAnswer,
    *,
    attempts: int,
    now: datetime,
    expires: datetime | None,
    delivery: DeliveryRule,
    until: datetime | None = None,
    knows_event: bool = False,
) -> DeliveryStep:
    """Returns what follows the ``attempts``-th try (from 1). ``until``: the gateway said that an earlier one is of no use.

    ``knows_event``: the gateway carries an event id once, so that a silence may be answered by asking again.
    """
    if answer is GatewayAnswer.TAKEN:
        return DeliveryStep(DeliveryState.TAKEN)
    if answer is GatewayAnswer.SILENT and not knows_event:
        return DeliveryStep(DeliveryState.UNKNOWN, not_before=now + delivery.repeat_after, why="no_answer")
    if answer in (GatewayAnswer.REFUSED, GatewayAnswer.NOT_CARRIED):
        return DeliveryStep(DeliveryState.FAILED_FOR_GOOD, why=answer.value)
    if attempts >= delivery.most_tries:
        return DeliveryStep(DeliveryState.FAILED_FOR_GOOD, why="tries")
    again = max(now + delivery.back_off[attempts - 1], until or now)
    if expires is not None and again >= expires:
        return DeliveryStep(DeliveryState.EXPIRED, why="expired")
    return DeliveryStep(DeliveryState.FAILED_FOR_NOW, not_before=again, why="busy")


def first_moment(now: datetime, *, quiet: bool, delivery: DeliveryRule) -> datetime:
    """Returns the earliest time at which a message written ``now`` may go; ``quiet``: it keeps the quiet hours."""
    morning = next_local_time(now, delivery.quiet_until)
    return morning if quiet and morning < next_local_time(now, delivery.quiet_from) else now


def next_local_time(now: datetime, wanted: time) -> datetime:
    """Returns the first moment after ``now`` at which clocks in Vietnam show ``wanted``."""
    then = LocalDay.of(now).start + timedelta(hours=wanted.hour, minutes=wanted.minute)
    return then if then > now else then + timedelta(days=1)
