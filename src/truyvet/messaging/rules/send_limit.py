"""Whether a message may go at all: consent, the reader's refusal, the most for a person and day, trial. Each no has a reason to count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from truyvet.core.text_folding import fold


class HoldReason(StrEnum):
    """Why a message is not sent. It is kept with the message and counted on the page of deliveries."""

    NO_CONSENT = "no_consent"
    OPTED_OUT = "opted_out"
    """The reader answered STOP, or said so on a page or to staff."""
    DAY_FULL = "day_full"
    """The reader gets no more reminders on that day, from whatever campaign."""
    TRIAL_STRANGER = "trial_stranger"
    """This installation is on trial and writes to its own staff alone."""
    TRIAL_FULL = "trial_full"
    TAKEN_BACK = "taken_back"
    """A campaign was paused or stopped before a gateway was asked."""
    ANSWERED = "answered"
    """The reader has answered what a browser told them of: the text behind it is not needed."""


@dataclass(frozen=True, slots=True)
class LimitRule:
    """The figures of ``data/limits.toml``. ``stop_words`` are folded."""

    version: str
    source: str
    most_per_day: int
    trial_per_day: int
    stop_words: Collection[str]


@dataclass(frozen=True, slots=True)
class SendFacts:
    """What is known when a message is about to go. ``sent_today``: reminders of that reader on that day, this one not counted.

    ``rests_on_consent`` is False for codes and for notices that the law asks for. ``trial_today`` is None where there is no trial.
    """

    rests_on_consent: bool
    has_consent: bool = False
    has_opted_out: bool = False
    sent_today: int = 0
    is_own_staff: bool = False
    trial_today: int | None = None


def hold_reason(facts: SendFacts, rule: LimitRule) -> HoldReason | None:
    """Returns why a message is held back; None when it may go."""
    if facts.trial_today is not None:
        if not facts.is_own_staff:
            return HoldReason.TRIAL_STRANGER
        if facts.trial_today >= rule.trial_per_day:
            return HoldReason.TRIAL_FULL
    if not facts.rests_on_consent:
        return None
    if facts.has_opted_out:
        return HoldReason.OPTED_OUT
    if not facts.has_consent:
        return HoldReason.NO_CONSENT
    return HoldReason.DAY_FULL if facts.sent_today >= rule.most_per_day else None


def is_stop_answer(text: str, rule: LimitRule) -> bool:
    """Returns whether an answer asks for no more messages: one of the words alone, in any spelling."""
    return " ".join(fold(text[:64]).strip(" .!?,\"'").split()) in rule.stop_words
