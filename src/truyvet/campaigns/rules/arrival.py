"""When somebody has arrived, whether it is the same arrival as before, who is told, and whether a quarantine is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused
from truyvet.isolation.rules.order_dates import OrderDates, order_dates
from truyvet.isolation.rules.quarantine_lengths import PersonKind

SAME_ARRIVAL_DAYS: Final = 3
"""Ours: a journey through several checkpoints, declared the day before, is over within three days."""
NOTICE_WITHIN: Final = timedelta(hours=24)
"""Ours: after a day the commune calls; a notice would come too late, as after a standstill of the worker."""
LISTED_DAYS: Final = 14
"""Ours: so long arrivals stand on the commune's page."""
ARRIVAL_RETENTION_DAYS: Final = 30
"""Ours: the longest quarantine that is known, 28 days, and two to look back."""


class ArrivalSource(StrEnum):
    """How we know of an arrival. The order is the order of what says more."""

    DECLARATION = "declaration"
    CHECKPOINT = "checkpoint"
    STATION = "station"
    VEHICLE = "bus"
    LIST = "list"
    """The list of a vehicle's passengers."""
    FEED = "feed"
    """A telephone of somebody from elsewhere, as a telecom company saw it."""


class ArrivalAnswer(StrEnum):
    """What a call to somebody who arrived came to."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    NOT_HERE = "not_here"
    """Went on to somewhere else."""


CLOSING_ANSWERS: Final = frozenset({ArrivalAnswer.REACHED, ArrivalAnswer.NOT_HERE})
"""A call that nobody answered ends nothing."""


class ArrivalRefused(Refused):
    """A step with an arrival that the rules do not allow."""


@dataclass(frozen=True, slots=True)
class ArrivalEntry:
    """One sign that somebody arrived. ``commune_id`` is where they will stay, None when nobody knows."""

    person_id: int
    commune_id: int | None
    arrived_on: date
    seen_at: datetime
    source: ArrivalSource
    is_from_risk: bool = False
    language: str = "vi"


def is_same_arrival(known: date, seen: date) -> bool:
    """Whether a sign of an arrival on ``seen`` belongs to the arrival of the day ``known``."""
    return abs((known - seen).days) <= SAME_ARRIVAL_DAYS


def is_scan_an_arrival(home_path: str, checkpoint_path: str) -> bool:
    """Whether a scan at a checkpoint makes an arrival: of somebody who lives in another province, or nobody knows where."""
    return not home_path or home_path.split("/", maxsplit=1)[0] != checkpoint_path.split("/", maxsplit=1)[0]


def is_notice_due(seen_at: datetime, now: datetime) -> bool:
    """Whether a sign of an arrival is fresh enough for a notice."""
    return now - seen_at < NOTICE_WITHIN


def proposed_quarantine(arrived_at: datetime, now: datetime, *, is_from_risk: bool) -> OrderDates | None:
    """Returns the days of the quarantine that an officer may order; None from a place without risk, or where no rule asks for one."""
    return order_dates(PersonKind.ARRIVAL, arrived_at, now) if is_from_risk else None
