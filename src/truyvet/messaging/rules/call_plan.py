"""When a telephone may ring by itself, when it rings again, and what a provider of calls says in its own words. The figures are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from truyvet.messaging.rules.delivery import next_local_time
from truyvet.messaging.rules.receipt import ReceiptOutcome

KEYS: Final = ("1", "2")
"""1: well; 2: ill. Any other key says nothing."""
OUTCOMES: Final[Mapping[str, ReceiptOutcome]] = MappingProxyType({
    "answered": ReceiptOutcome.DELIVERED, "busy": ReceiptOutcome.LINE_BUSY, "no_answer": ReceiptOutcome.NO_ANSWER,
    "machine": ReceiptOutcome.MACHINE, "failed": ReceiptOutcome.FAILED,
})  # fmt: skip
"""What a call can come to. A machine that answers is not a person who was reached."""


@dataclass(frozen=True, slots=True)
class VoiceProvider:
    """A provider's words for ours. ``request``, ``receipt``: our field → its field; ``outcomes``: its word → ours."""

    name: str
    source: str
    call_path: str
    sound_path: str
    request: Mapping[str, str]
    receipt: Mapping[str, str]
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallPlan:
    """``parts``: the parts of the day in which calls are made, in order, as (from, until), local."""

    version: str
    source: str
    parts: tuple[tuple[time, time], ...]
    most_calls: int
    busy_again: timedelta
    providers: Mapping[str, VoiceProvider]


def first_call(now: datetime, plan: CallPlan) -> datetime:
    """Returns ``now`` in a part of the day for calls, else the beginning of the next one."""
    ends = [(next_local_time(now, until), next_local_time(now, begin)) for begin, until in plan.parts]
    # In a part, its end comes before its next beginning.
    return now if any(end < begin for end, begin in ends) else min(begin for _, begin in ends)


def next_call(now: datetime, plan: CallPlan, *, calls: int, outcome: ReceiptOutcome) -> datetime | None:
    """Returns when a telephone rings again after ``calls`` calls that reached nobody; None: no more.

    A busy line soon; where nobody, or a machine, answered, in the next part of the day: who is out in the morning is at home in the
    evening.
    """
    if calls >= plan.most_calls:
        return None
    if outcome is ReceiptOutcome.LINE_BUSY:
        return first_call(now + plan.busy_again, plan)
    return min(next_local_time(now, begin) for begin, _ in plan.parts)


@dataclass(frozen=True, slots=True)
class CallResult:
    """``call_id``: our own id of the call; ``key``: what was pressed, or ""."""

    call_id: str
    outcome: ReceiptOutcome
    key: str


def read_call_result(body: object, provider: VoiceProvider) -> CallResult | None:
    """Returns a provider's report in our words; None where it is not one that we understand."""
    found = body if isinstance(body, dict) else {}
    call_id, said, key = (found.get(provider.receipt[each], "") for each in ("id", "outcome", "key"))
    outcome = OUTCOMES.get(provider.outcomes.get(said, "")) if isinstance(said, str) else None
    if not isinstance(call_id, str) or not call_id or outcome is None:
        return None
    pressed = str(key) if outcome is ReceiptOutcome.DELIVERED and str(key) in KEYS else ""
    return CallResult(call_id, outcome, pressed)
