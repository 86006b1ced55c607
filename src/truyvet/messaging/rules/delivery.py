"""When a message may go, and what follows a try. The figures are data (templates_text/delivery.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from truyvet.core.local_day import LocalDay
from truyvet.messaging.rules.delivery_state import DeliveryState


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

    @property
    def most_tries(self) -> int:
        """Returns tries before a message is given up."""
        return len(self.back_off) + 1


class GatewayAnswer(StrEnum):
    """The answer of a gateway to one message."""

    TAKEN = "taken"
    BUSY = "busy"
    """Not now: down, slow, over its rate. Or no answer: it may even have it, and will know the event id again."""
    REFUSED = "refused"
    """Never: no such number, a text it will not carry."""
    NOT_CARRIED = "no_gateway"
    """This installation has no gateway for such a text to such an address."""


@dataclass(frozen=True, slots=True)
class DeliveryStep:
    """The state a message goes to after a try; ``not_before``: when it is tried again; ``why`` is a code."""

    state: DeliveryState
    not_before: datetime | None = None
    why: str = ""


def after_try(
    answer: GatewayAnswer,
    *,
    attempts: int,
    now: datetime,
    expires: datetime | None,
    delivery: DeliveryRule,
    until: datetime | None = None,
) -> DeliveryStep:
    """Returns what follows the ``attempts``-th try (from 1). ``until``: the gateway said that an earlier one is of no use."""
    if answer is GatewayAnswer.TAKEN:
        return DeliveryStep(DeliveryState.SENT)
    if answer is GatewayAnswer.REFUSED:
        return DeliveryStep(DeliveryState.GAVE_UP, why="refused")
    if answer is GatewayAnswer.NOT_CARRIED:
        return DeliveryStep(DeliveryState.GAVE_UP, why="no_gateway")
    if attempts >= delivery.most_tries:
        return DeliveryStep(DeliveryState.GAVE_UP, why="tries")
    again = max(now + delivery.back_off[attempts - 1], until or now)
    if expires is not None and again >= expires:
        return DeliveryStep(DeliveryState.GAVE_UP, why="expired")
    return DeliveryStep(DeliveryState.FAILED, not_before=again, why="busy")


def first_moment(now: datetime, *, quiet: bool, delivery: DeliveryRule) -> datetime:
    """Returns the earliest time at which a message written ``now`` may go; ``quiet``: it keeps the quiet hours."""
    morning = next_local_time(now, delivery.quiet_until)
    return morning if quiet and morning < next_local_time(now, delivery.quiet_from) else now


def next_local_time(now: datetime, wanted: time) -> datetime:
    """Returns the first moment after ``now`` at which clocks in Vietnam show ``wanted``."""
    then = LocalDay.of(now).start + timedelta(hours=wanted.hour, minutes=wanted.minute)
    return then if then > now else then + timedelta(days=1)
