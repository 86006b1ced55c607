"""The words of a follow-up: why somebody is followed, how it was tried to reach them, what they answered, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refused


class SourceKind(StrEnum):
    """Why somebody is followed."""

    CONTACT = "contact"
    DECLARATION = "declaration"
    ARRIVAL = "arrival"
    BY_HAND = "by_hand"


class SourceVerdict(StrEnum):
    """What a tracer found out about one source. The newest counts, over all runs."""

    UNDECIDED = ""
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class Channel(StrEnum):
    """How somebody was tried to be reached."""

    CALL = "call"
    VISIT = "visit"
    MESSAGE = "message"


class AttemptBy(StrEnum):
    """Who tried. A machine never counts as a human reach."""

    MACHINE = "machine"
    TEAM = "team"
    STAFF = "staff"


class AttemptOutcome(StrEnum):
    """What came of an attempt."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    NOBODY_HOME = "nobody_home"
    MOVED = "moved"
    SENT = "sent"
    SKIPPED = "skipped"
    """Put off for a reason before anybody rang: it moves no step and counts as no attempt."""


VISIT_OUTCOMES: Final = frozenset({AttemptOutcome.REACHED, AttemptOutcome.NOBODY_HOME, AttemptOutcome.MOVED, AttemptOutcome.REFUSED})
CALL_OUTCOMES: Final = frozenset({AttemptOutcome.REACHED, AttemptOutcome.NO_ANSWER, AttemptOutcome.WRONG_NUMBER, AttemptOutcome.REFUSED})
OUTCOMES: Final[Mapping[Channel, frozenset[AttemptOutcome]]] = {
    Channel.CALL: CALL_OUTCOMES,
    Channel.VISIT: VISIT_OUTCOMES,
    Channel.MESSAGE: frozenset({AttemptOutcome.SENT}),
}
"""Outcomes that an attempt by a channel can have."""


class CheckChannel(StrEnum):
    """By which way an answer about health came."""

    LINK = "link"
    CALL = "call"
    VISIT = "visit"
    MESSAGE = "message"
    """An answer to a message: a digit."""
    VOICE = "voice"
    """A key pressed in an automatic call."""


class Symptom(StrEnum):
    """A symptom of the home-isolation sheet of 879/QD-BYT (read in the press, see docs/how-to/follow-up.md)."""

    FEVER = "fever"
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    RUNNY_NOSE = "runny_nose"
    ACHES = "aches"
    BREATHLESS = "breathless"
    UNNAMED = "unnamed"
    """Said to be ill, by a key, without saying how. Not on the sheet: nobody ticks it."""


FEVER_FROM_DECI: Final = 375
"""Tenths of a degree: fever is 37.5 °C or more (879/QD-BYT, read in the press)."""
TEMPERATURES_DECI: Final = (330, 430)
"""What a thermometer on a living person can show, in tenths of a degree; anything else is a slip of the hand."""


class Need(StrEnum):
    """What somebody at home needs that they cannot get."""

    FOOD = "food"
    MEDICINE = "medicine"
    CHILD = "child"
    OTHER = "other"


class CloseReason(StrEnum):
    """How a follow-up ended."""

    RELEASED = "released"
    BECAME_CASE = "became_case"
    NOT_A_CONTACT = "not_a_contact"
    CASE_WITHDRAWN = "case_withdrawn"
    DECLARATION_OVER = "declaration_over"
    ARRIVAL_OVER = "arrival_over"
    LEFT_PROVINCE = "left_province"
    DIED = "died"


STAFF_CLOSE_REASONS: Final = (CloseReason.RELEASED, CloseReason.LEFT_PROVINCE, CloseReason.DIED)
"""How a member of staff may end a follow-up. The other reasons come from cases and decisions."""


class FollowUpRefused(Refused):
    """A step that cannot be taken; ``code`` stands in labels.REFUSALS."""


class FollowUpAbsent(LookupError):
    """There is no such record within the reader's scope."""


def symptoms_of(answered: frozenset[Symptom], temperature_deci: int | None) -> frozenset[Symptom]:
    """Returns the symptoms of an answer, a measured fever among them. Raises FollowUpRefused for a temperature that cannot be."""
    if temperature_deci is None:
        return answered
    if not TEMPERATURES_DECI[0] <= temperature_deci <= TEMPERATURES_DECI[1]:
        raise FollowUpRefused("temperature")
    return answered | {Symptom.FEVER} if temperature_deci >= FEVER_FROM_DECI else answered


def day_of_follow_up(last_exposure: date, last_day: date, today: date) -> tuple[int, int]:
    """Returns (n, of n): which day of the follow-up today is, from 0 to the last, and how many there are."""
    many = (last_day - last_exposure).days
    return max(0, min(many, (today - last_exposure).days)), many
