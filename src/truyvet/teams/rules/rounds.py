"""What a round is: its doors in walking order, how long it lives, and what may become of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import SPOKEN, CodeShape
from truyvet.core.refusal import Refused
from truyvet.core.text_folding import fold
from truyvet.teams.rules.door_entry import MAX_PERSONS_AT_DOOR

MAX_DOORS: Final = 50
"""Doors of one round (Bắc Giang: a team looks after 30 to 50 households)."""
MAX_PERSONS: Final = 300
"""Persons of one round, six behind each door: with every field as long as it may be they fit MAX_BUNDLE_BYTES (a test fills them)."""
MAX_BUNDLE_BYTES: Final = 500_000
"""Bytes of one round (issue 10, Deliver 5): ten seconds at the 400 kbit/s of a slow 3G network, once; a broken download goes on."""
ROUND_LIFE: Final = timedelta(hours=30)
"""From midnight of the round's day to six in the next morning: the evening list is done by then. Ours."""
PAPER_DAYS: Final = 3
"""Days after a round in which an officer can type its paper back. Ours."""
OFFICE_LIFE: Final = timedelta(hours=8)
"""So long an officer's own browser keeps a round that is typed back after its end: a working day."""
ROUND_DAYS: Final = 21
"""Days that a round is kept after its day: as long as declarations. What it found stands in other rooms, by their own rules."""
DECLARED_DAYS: Final = 7
"""A household of which nobody declared for so many days is asked at the door. Ours; no directive names a figure."""

ROUND_CODE: Final = CodeShape(8, SPOKEN)
DOOR_CODE: Final = CodeShape(3, SPOKEN)
"""Printed before each line of the paper list, so that a line typed back cannot land on the neighbour's."""


class RoundState(StrEnum):
    """What has become of a round."""

    PLANNED = "planned"
    GIVEN = "given"
    """A telephone or a sheet of paper has it."""
    CLOSED = "closed"


ROUND_TRANSITIONS: Final[Mapping[RoundState, frozenset[RoundState]]] = {
    RoundState.PLANNED: frozenset({RoundState.GIVEN, RoundState.CLOSED}),
    RoundState.GIVEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}


class EntryState(StrEnum):
    """What has become of an entry of the log."""

    DONE = "done"
    """It was handed to the room that it belongs to."""
    OPEN = "open"
    """It is kept, and somebody of the commune must look at it."""
    SETTLED = "settled"


ENTRY_TRANSITIONS: Final[Mapping[EntryState, frozenset[EntryState]]] = {
    EntryState.DONE: frozenset(),
    EntryState.OPEN: frozenset({EntryState.SETTLED}),
    EntryState.SETTLED: frozenset(),
}


class StopReason(StrEnum):
    """Why a household stands on the list."""

    TO_VISIT = "to_visit"
    NOT_REACHED = "not_reached"
    NO_PHONE = "no_phone"
    NOT_DECLARED = "not_declared"


class TeamRefused(Refused):
    """A step that cannot be taken; the codes stand in labels.REFUSALS."""


class RoundAbsent(LookupError):
    """There is no such round within the reader's reach."""


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """A household that may become a door. ``last_place``: when in the last round it was reached, from 0; None when it was in none."""

    key: int
    persons: tuple[int, ...]
    reason: StopReason
    address: str
    last_place: int | None = None


def expires_at(day: date) -> datetime:
    """Returns when a round of a day ends: from then on no telephone shows it."""
    return LocalDay.of_date(day).start + ROUND_LIFE


def doors_of_round(plans: list[DoorPlan], hamlet: str = "", most: int = MAX_DOORS) -> tuple[list[DoorPlan], int]:
    """Returns the doors of a round in walking order, and how many more there would be.

    Who needs a visit comes before who only has not declared. ``hamlet`` keeps addresses that hold these words. Doors that the last round
    reached keep the order in which the team walked then; the others follow by their address, numbers counted as numbers. A house of more
    than MAX_PERSONS_AT_DOOR persons becomes several doors, all in this round or none.
    """
    words = fold(hamlet)
    here = [plan for plan in plans if not words or words in fold(plan.address)]
    doors: list[DoorPlan] = []
    chosen = persons = 0
    for plan in sorted(here, key=lambda plan: (plan.reason is StopReason.NOT_DECLARED, _walk(plan))):
        starts = range(0, len(plan.persons), MAX_PERSONS_AT_DOOR)
        parts = [replace(plan, persons=plan.persons[start : start + MAX_PERSONS_AT_DOOR]) for start in starts]
        if len(doors) + len(parts) <= min(most, MAX_DOORS) and persons + len(plan.persons) <= MAX_PERSONS:
            doors += parts
            chosen, persons = chosen + 1, persons + len(plan.persons)
    return sorted(doors, key=_walk), len(here) - chosen


def _walk(plan: DoorPlan) -> tuple[bool, int, tuple[tuple[int, str], ...], int]:
    parts = re.findall(r"\d+|\D+", fold(plan.address))
    by_address = tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
    return plan.last_place is None, plan.last_place or 0, by_address, plan.key


def corrected_second(at: int, sent_at: int | None, now: int) -> int:
    """Returns a moment of a telephone by our clock: wrong by as much as its clock was when it sent, never in the future nor before 1970."""
    return min(now, max(0, at + (now - sent_at if sent_at is not None else 0)))
