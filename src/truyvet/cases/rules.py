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

from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal, Refused

COVID: Final = "covid-19"
EARLIEST_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_MOMENT: Final = datetime(2101, 1, 1, tzinfo=UTC)
"""Traces count seconds after 1970; a later year than 2100 is a slip of the pen."""
MAX_ONSET_AFTER_SAMPLE: Final = timedelta(days=30)
"""An onset this long after the sample is more likely a slip of the pen than a course of illness."""
CASE_RETENTION: Final = timedelta(days=731)
"""A closed case file is kept 24 months from its closing day (docs/reference/retention.md)."""


class CaseState(StrEnum):
    """Where a case stands."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RECOVERED = "recovered"
    DIED = "died"
    DISCARDED = "discarded"


TRANSITIONS: Final[Mapping[CaseState, frozenset[CaseState]]] = {
    CaseState.SUSPECTED: frozenset({CaseState.CONFIRMED, CaseState.DISCARDED}),
    CaseState.CONFIRMED: frozenset({CaseState.RECOVERED, CaseState.DIED, CaseState.DISCARDED}),
    CaseState.RECOVERED: frozenset(),
    CaseState.DIED: frozenset(),
    CaseState.DISCARDED: frozenset(),
}
"""Allowed changes of state; the diagram in the documentation is drawn from this table."""

OPEN_STATES: Final = frozenset({CaseState.SUSPECTED, CaseState.CONFIRMED})
"""A person has at most one case of a disease in these states."""
SOURCE_STATES: Final = frozenset({CaseState.CONFIRMED, CaseState.RECOVERED, CaseState.DIED})
"""What a trace starts from, and what opens names when its result stands."""


class ResultOutcome(StrEnum):
    """What the laboratory found."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class ResultMethod(StrEnum):
    """How the sample was examined."""

    PCR = "pcr"
    RAPID = "rapid"
    OTHER = "other"


class CaseProblemReason(StrEnum):
    """Why an entry or a change is refused or looks wrong; a door turns it into words."""

    IN_THE_FUTURE = "in_the_future"
    OUT_OF_RANGE = "out_of_range"
    NO_ZONE = "no_zone"
    EMPTY_WINDOW = "empty_window"
    HALF_A_WINDOW = "half_a_window"
    DATES_TOO_DISTANT = "dates_too_distant"
    REFERENCE_MISSING = "reference_missing"
    SAME_PERSON = "same_person"
    NO_FIRST_PERSON = "no_first_person"
    NOT_STAFF = "not_staff"
    ALREADY_CONFIRMED = "already_confirmed"
    FRESH_ACCOUNT = "fresh_account"
    NAME_NOT_OPENED = "name_not_opened"
    STATE = "state"
    REASON_MISSING = "reason_missing"
    ALREADY_OPEN = "already_open"
    EVENT_CONFLICT = "event_conflict"
    UNKNOWN_PERSON = "unknown_person"


@dataclass(frozen=True, slots=True)
class CaseProblem(Refusal):
    """One field that is wrong, with a CaseProblemReason as its code; a ``warning`` may be kept knowingly."""

    warning: bool = False


@dataclass(frozen=True, slots=True)
class CaseDates:
    """The moments of a case, aware, None where unknown. A window is either whole or absent."""

    onset_at: datetime | None = None
    sample_at: datetime | None = None
    infectious_from: datetime | None = None
    infectious_until: datetime | None = None


class CaseRefused(Refused):
    """An entry or a change that the rules do not allow: which field and why, never a value."""


class CaseAbsent(LookupError):
    """There is no such case within the reader's scope: the same answer whether it is absent or elsewhere."""


class EditConflict(RuntimeError):
    """Somebody else changed the case since it was read; nothing was written."""


def may_change_state(before: CaseState, after: CaseState) -> bool:
    """Returns whether a case may go from ``before`` to ``after``."""
    return after in TRANSITIONS[before]


def check_moment(field: str, moment: datetime | None, now: datetime, *, future: bool = False) -> tuple[CaseProblem, ...]:
    """Returns the problem of one moment: no zone, outside 1970–2100, or later than ``now`` unless ``future`` is meant."""
    if moment is None:
        return ()
    if moment.tzinfo is None:
        return (CaseProblem(CaseProblemReason.NO_ZONE, field),)
    if not EARLIEST_MOMENT <= moment < LATEST_MOMENT:
        return (CaseProblem(CaseProblemReason.OUT_OF_RANGE, field),)
    if moment > now and not future:
        return (CaseProblem(CaseProblemReason.IN_THE_FUTURE, field),)
    return ()


def check_dates(dates: CaseDates, now: datetime) -> tuple[CaseProblem, ...]:
    """Returns every problem of the moments of a case at once, warnings among them."""
    found = [
        *check_moment("onset_at", dates.onset_at, now),
        *check_moment("sample_at", dates.sample_at, now),
        *check_moment("infectious_from", dates.infectious_from, now),
        *check_moment("infectious_until", dates.infectious_until, now, future=True),
    ]
    start, end = dates.infectious_from, dates.infectious_until
    if (start is None) != (end is None):
        found.append(CaseProblem(CaseProblemReason.HALF_A_WINDOW, "infectious_until" if end is None else "infectious_from"))
    if found:
        return tuple(found)
    if start is not None and end is not None and end <= start:
        found.append(CaseProblem(CaseProblemReason.EMPTY_WINDOW, "infectious_until"))
    if dates.onset_at is not None and dates.sample_at is not None and dates.onset_at > dates.sample_at + MAX_ONSET_AFTER_SAMPLE:
        found.append(CaseProblem(CaseProblemReason.DATES_TOO_DISTANT, "onset_at", warning=True))
    return tuple(found)


def check_result(reference: str, sampled_at: datetime, now: datetime) -> tuple[CaseProblem, ...]:
    """Returns every problem of a laboratory result as it is entered."""
    missing = () if reference.strip() else (CaseProblem(CaseProblemReason.REFERENCE_MISSING, "reference"),)
    return (*missing, *check_moment("sampled_at", sampled_at, now))


def may_confirm(reference: str, first: int | None, second: int | None, confirmed_by: int | None) -> CaseProblemReason | None:
    """Returns why staff account ``second`` may not stand for a result entered by account ``first``; None when they may."""
    if second is None:
        return CaseProblemReason.NOT_STAFF
    if not reference.strip():
        return CaseProblemReason.REFERENCE_MISSING
    if first is None:
        return CaseProblemReason.NO_FIRST_PERSON
    if first == second:
        return CaseProblemReason.SAME_PERSON
    if confirmed_by is not None:
        return CaseProblemReason.ALREADY_CONFIRMED
    return None


def slip_purpose(code: str) -> str:
    """Returns the purpose under which a second person opens the name that must stand on a slip of this case."""
    return f"result:{code}"


def opens_names(state: CaseState, outcome: ResultOutcome, reference: str, first: int | None, second: int | None) -> bool:
    """Returns whether this result opens names: positive, with a reference, two different persons, and a case that stands."""
    twice = first is not None and second is not None and first != second
    return state in SOURCE_STATES and outcome is ResultOutcome.POSITIVE and bool(reference.strip()) and twice


def code_letters(province: str) -> str:
    """Returns two or more letters for case codes: initials of a folded province name ("bac giang" gives "BG")."""
    return "".join(word[0] for word in province.split() if word[0].isalpha()).upper() or "TV"


def case_code(letters: str, number: int) -> str:
    """Returns the code of a case, "BG-0412"; more digits when four no longer do."""
    return f"{letters}-{number:04d}"


def deletion_day(closed_at: datetime) -> date:
    """Returns the local day on which a case closed at ``closed_at`` goes."""
    return LocalDay.of(closed_at) + CASE_RETENTION


def body_hash(*parts: str | int | datetime | None) -> bytes:
    """Returns a hash of an event's content: the same id with another hash is another event, and refused."""
    plain = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else part for part in parts]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).digest()
