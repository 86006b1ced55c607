"""What a case may become and what an entry must hold. Plain values in, plain values out.

Case classes: 3468/QD-BYT and its successors; a confirmed case opens names and telephone numbers of its contacts,
so it needs a laboratory reference and two different persons (threats T13, T24).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.tracing.calendar import local_day

COVID: Final = "covid-19"
FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2101, 1, 1, tzinfo=UTC)
FAR_APART: Final = timedelta(days=30)
"""An onset this long after the sample is more likely a slip of the pen than a course of illness."""
KEPT: Final = timedelta(days=731)
"""A closed case file is kept 24 months from its closing day (design/house.md, law 9)."""


class State(StrEnum):
    """Where a case stands."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RECOVERED = "recovered"
    DIED = "died"
    DISCARDED = "discarded"


TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.SUSPECTED: frozenset({State.CONFIRMED, State.DISCARDED}),
    State.CONFIRMED: frozenset({State.RECOVERED, State.DIED, State.DISCARDED}),
    State.RECOVERED: frozenset(),
    State.DIED: frozenset(),
    State.DISCARDED: frozenset(),
}
"""Allowed changes of state; the diagram in the documentation is drawn from this table."""

OPEN: Final = frozenset({State.SUSPECTED, State.CONFIRMED})
"""A person has at most one case of a disease in these states."""
SOURCES: Final = frozenset({State.CONFIRMED, State.RECOVERED, State.DIED})
"""What a trace starts from, and what opens names when its result stands."""


class Outcome(StrEnum):
    """What the laboratory found."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Method(StrEnum):
    """How the sample was examined."""

    PCR = "pcr"
    RAPID = "rapid"
    OTHER = "other"


class IsolationPlace(StrEnum):
    """Where somebody is kept apart."""

    HOME = "home"
    CENTRAL = "central"
    HOSPITAL = "hospital"


class Reason(StrEnum):
    """Why an entry or a change is refused or looks wrong; a door turns it into words."""

    IN_THE_FUTURE = "in_the_future"
    OUT_OF_RANGE = "out_of_range"
    NO_ZONE = "no_zone"
    EMPTY_WINDOW = "empty_window"
    HALF_A_WINDOW = "half_a_window"
    FAR_APART = "far_apart"
    REFERENCE_MISSING = "reference_missing"
    SAME_PERSON = "same_person"
    NO_FIRST_PERSON = "no_first_person"
    NOT_STAFF = "not_staff"
    ALREADY_CONFIRMED = "already_confirmed"
    STATE = "state"
    REASON_MISSING = "reason_missing"
    ALREADY_OPEN = "already_open"
    ALREADY_APART = "already_apart"
    ENDS_BEFORE_START = "ends_before_start"
    EVENT_CONFLICT = "event_conflict"
    UNKNOWN_PERSON = "unknown_person"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that is wrong; a ``warning`` may be kept knowingly."""

    field: str
    reason: Reason
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """The moments of a case, aware, None where unknown. A window is either whole or absent."""

    onset_at: datetime | None = None
    sample_at: datetime | None = None
    infectious_from: datetime | None = None
    infectious_until: datetime | None = None


class CaseRefused(ValueError):
    """An entry or a change that the rules do not allow; ``problems`` says which field and why, never a value."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(", ".join(f"{problem.field}: {problem.reason}" for problem in problems))


class CaseAbsent(LookupError):
    """There is no such case within the reader's scope: the same answer whether it is absent or elsewhere."""


class EditConflict(RuntimeError):
    """Somebody else changed the case since it was read; nothing was written."""


def allowed(before: State, after: State) -> bool:
    """Whether a case may go from ``before`` to ``after``."""
    return after in TRANSITIONS[before]


def check_moment(field: str, moment: datetime | None, now: datetime, *, future: bool = False) -> tuple[Problem, ...]:
    """The problem of one moment: no zone, outside 1970–2100, or later than ``now`` unless ``future`` is meant."""
    if moment is None:
        return ()
    if moment.tzinfo is None:
        return (Problem(field, Reason.NO_ZONE),)
    if not FIRST <= moment < LAST:
        return (Problem(field, Reason.OUT_OF_RANGE),)
    if moment > now and not future:
        return (Problem(field, Reason.IN_THE_FUTURE),)
    return ()


def check_dates(dates: Dates, now: datetime) -> tuple[Problem, ...]:
    """Every problem of the moments of a case at once, warnings among them."""
    found = [
        *check_moment("onset_at", dates.onset_at, now),
        *check_moment("sample_at", dates.sample_at, now),
        *check_moment("infectious_from", dates.infectious_from, now),
        *check_moment("infectious_until", dates.infectious_until, now, future=True),
    ]
    start, end = dates.infectious_from, dates.infectious_until
    if (start is None) != (end is None):
        found.append(Problem("infectious_until" if end is None else "infectious_from", Reason.HALF_A_WINDOW))
    if found:
        return tuple(found)
    if start is not None and end is not None and end <= start:
        found.append(Problem("infectious_until", Reason.EMPTY_WINDOW))
    if dates.onset_at is not None and dates.sample_at is not None and dates.onset_at > dates.sample_at + FAR_APART:
        found.append(Problem("onset_at", Reason.FAR_APART, warning=True))
    return tuple(found)


def check_result(reference: str, sampled_at: datetime, now: datetime) -> tuple[Problem, ...]:
    """Every problem of a laboratory result as it is entered."""
    missing = () if reference.strip() else (Problem("reference", Reason.REFERENCE_MISSING),)
    return (*missing, *check_moment("sampled_at", sampled_at, now))


def may_confirm(reference: str, first: int | None, second: int | None, confirmed_by: int | None) -> Reason | None:
    """Why staff account ``second`` may not stand for a result entered by account ``first``; None when they may."""
    if second is None:
        return Reason.NOT_STAFF
    if not reference.strip():
        return Reason.REFERENCE_MISSING
    if first is None:
        return Reason.NO_FIRST_PERSON
    if first == second:
        return Reason.SAME_PERSON
    if confirmed_by is not None:
        return Reason.ALREADY_CONFIRMED
    return None


def opens_names(state: State, outcome: Outcome, reference: str, first: int | None, second: int | None) -> bool:
    """Whether this result opens names: positive, with a reference, two different persons, and a case that stands."""
    twice = first is not None and second is not None and first != second
    return state in SOURCES and outcome is Outcome.POSITIVE and bool(reference.strip()) and twice


def staff_of(actor: str) -> int | None:
    """The staff account of an actor "staff:12"; None for a person or the machine."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "staff" and number.isascii() and number.isdigit() else None


def prefix(province: str) -> str:
    """Two or more letters for case codes: initials of a folded province name ("bac giang" gives "BG")."""
    return "".join(word[0] for word in province.split() if word[0].isalpha()).upper() or "TV"


def code(letters: str, number: int) -> str:
    """The code of a case, "BG-0412"; more digits when four no longer do."""
    return f"{letters}-{number:04d}"


def day_of(moment: datetime) -> date:
    """The local day (Asia/Ho_Chi_Minh) of an aware moment."""
    return date(1970, 1, 1) + timedelta(days=local_day(int(moment.timestamp())))


def deleted_on(closed_at: datetime) -> date:
    """The local day on which a case closed at ``closed_at`` goes."""
    return day_of(closed_at) + KEPT


def body_hash(*parts: str | int | datetime | None) -> bytes:
    """32 bytes that stand for what an event said: the same id with another hash is another event, and refused."""
    plain = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else part for part in parts]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).digest()
