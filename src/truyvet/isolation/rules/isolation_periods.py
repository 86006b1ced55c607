"""What an isolation period must hold. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.cases.rules import CASE_RETENTION, check_moment
from truyvet.core.refusal import Refused

ISOLATION_RETENTION: Final[timedelta] = CASE_RETENTION
"""A period that belongs to no case file is kept this long after its end (docs/reference/retention.md)."""

ALREADY_ISOLATED: Final = "already_isolated"
ENDS_BEFORE_START: Final = "ends_before_start"
ALREADY_ENDED: Final = "already_ended"
UNKNOWN_PERSON: Final = "unknown_person"


class IsolationKind(StrEnum):
    """Whether an ill person is kept apart, or somebody who may become ill (contact, arrival)."""

    ISOLATION = "isolation"
    QUARANTINE = "quarantine"


class IsolationPlace(StrEnum):
    """Where somebody is isolated."""

    HOME = "home"
    CENTRAL = "central"
    HOSPITAL = "hospital"


class IsolationRefused(Refused):
    """A period that the rules do not allow; its refusals name fields and codes, never a value."""


class IsolationAbsent(LookupError):
    """There is no such period, case or person within the reader's scope: the same answer whether it is absent or elsewhere."""


@dataclass(frozen=True, slots=True)
class IsolationEntry:
    """Where and since when a person is isolated, as it is entered."""

    place: IsolationPlace
    starts_at: datetime


def moment_problem(moment: datetime, now: datetime) -> str:
    """Returns the code of what is wrong with the start or the end of a period (no zone, out of range, in the future), or ""."""
    return next((problem.code for problem in check_moment("", moment, now)), "")
