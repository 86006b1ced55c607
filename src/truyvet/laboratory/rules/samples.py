"""The states of a sample, and what a test order asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from truyvet.core.opaque_code import SPOKEN, CodeShape
from truyvet.core.refusal import Refused

LABORATORY_RETENTION: Final = timedelta(days=731)
"""Ours: like a case file, since a result may have confirmed one (docs/reference/retention.md)."""
SAMPLE_CODES: Final = CodeShape(8, SPOKEN, "M")
"""Read from a label, or typed from it: 29 to the power of 8 codes, so that a slip of the pen names no other sample."""
POOL_CODES: Final = CodeShape(8, SPOKEN, "G")
MAX_ORDERS_AT_ONCE: Final = 5_000
"""Persons times days of one action: as many rows as a batch of an import."""
MAX_DUE_AHEAD: Final = timedelta(days=60)
"""Ours: no rule of 2021 tests anybody later than day 28; a day beyond this is a slip of the pen."""


class SampleState(StrEnum):
    """Where a sample stands."""

    ORDERED = "ordered"
    TAKEN = "taken"
    RECEIVED = "received"
    POOLED = "pooled"
    RESULTED = "resulted"
    REJECTED = "rejected"
    LOST = "lost"


SAMPLE_TRANSITIONS: Final[Mapping[SampleState, frozenset[SampleState]]] = {
    SampleState.ORDERED: frozenset({SampleState.TAKEN}),
    SampleState.TAKEN: frozenset(
        {
            SampleState.ORDERED,
            SampleState.RECEIVED,
            SampleState.POOLED,
            SampleState.RESULTED,
            SampleState.REJECTED,
            SampleState.LOST,
        }
    ),
    SampleState.RECEIVED: frozenset({SampleState.POOLED, SampleState.RESULTED, SampleState.REJECTED, SampleState.LOST}),
    SampleState.POOLED: frozenset({SampleState.RECEIVED, SampleState.RESULTED, SampleState.REJECTED, SampleState.LOST}),
    SampleState.RESULTED: frozenset({SampleState.RECEIVED}),
    SampleState.REJECTED: frozenset(),
    SampleState.LOST: frozenset(),
}
"""Allowed changes. Whoever wrote down that a sample was taken may take that back. A positive pool gives its samples back to be tested one
by one, and so does a negative one that was corrected."""
AWAITING_RESULT: Final = (SampleState.TAKEN, SampleState.RECEIVED, SampleState.POOLED)
MAY_BE_POOLED: Final = frozenset({SampleState.TAKEN, SampleState.RECEIVED})


class SampleKind(StrEnum):
    """What was taken."""

    NASOPHARYNGEAL = "nasopharyngeal"
    THROAT = "throat"
    SALIVA = "saliva"
    OTHER = "other"


class SamplingReason(StrEnum):
    """Why somebody is to be tested."""

    CONTACT = "contact"
    SYMPTOMS = "symptoms"
    SCREENING = "screening"
    ARRIVAL = "arrival"
    RELEASE = "release"
    OTHER = "other"


class SamplingPriority(StrEnum):
    """How soon; urgent ones stand first in a list."""

    URGENT = "urgent"
    NORMAL = "normal"


class LaboratoryRefused(Refused):
    """An entry that the rules do not allow; its refusals name fields and codes, never a value."""


class LaboratoryAbsent(LookupError):
    """There is no such row within the reader's scope: the same answer whether it is absent or elsewhere."""


@dataclass(frozen=True, slots=True)
class SamplingRequest:
    """Tests of some persons on some days, which the caller has from the rule of sampling days.

    ``event_id`` is made by the client. ``unit_id``: who orders; None for the commune in which each person lives.
    """

    event_id: UUID
    person_ids: tuple[int, ...]
    due_days: tuple[date, ...]
    reason: SamplingReason
    priority: SamplingPriority = SamplingPriority.NORMAL
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakenSample:
    """That a sample was taken, as a phone or a form says it. ``event_id`` is made by the client. ``taken_at`` None: when it is written."""

    event_id: UUID
    code: str
    kind: SampleKind
    taken_at: datetime | None
    place: str = ""


def request_problem(request: SamplingRequest, today: date) -> tuple[str, str]:
    """Returns field and code of what is wrong with a request, two empty texts when nothing is."""
    if not request.person_ids:
        return "persons", "missing"
    if not request.due_days:
        return "due_on", "missing"
    if len(request.person_ids) * len(request.due_days) > MAX_ORDERS_AT_ONCE:
        return "persons", "too_many"
    if not all(today <= day <= today + MAX_DUE_AHEAD for day in request.due_days):
        return "due_on", "due_out_of_range"
    return "", ""


def may_change_sample(before: SampleState, after: SampleState) -> bool:
    """Returns whether a sample may go from ``before`` to ``after``."""
    return after in SAMPLE_TRANSITIONS[before]


def sample_code(text: str) -> str:
    """Returns a code as it stands on the label, from what was scanned or typed: capitals, without blanks and hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:16]


def label_code(text: str) -> str:
    """Returns the code of a label of ours, of a sample or a pool; "" for a text that is none."""
    code = sample_code(text)
    shapes = (SAMPLE_CODES, POOL_CODES)
    return code if any(code.startswith(each.prefix) and len(code) == len(each.prefix) + each.length for each in shapes) else ""


def pool_problem(states: Mapping[str, SampleState], wanted: tuple[str, ...], most: int) -> str:
    """Returns why these samples make no pool, "" when they do. ``states``: of the samples that were found, by code."""
    if len(wanted) < 2:
        return "too_few_samples"
    if len(wanted) > most:
        return "pool_too_large"
    if any(code not in states for code in wanted):
        return "unknown_sample"
    return "" if all(states[code] in MAY_BE_POOLED for code in wanted) else "sample_state"
