"""The one-time code: how many, how long, how many tries. Real time only; never the demonstration's clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

VALID_FOR = timedelta(minutes=10)
TRIES = 5

DIGITS = 8
DIGITS_UNDER_ATTACK = 10
"""Many wrong tries lengthen the codes given from then on. Nobody is shut out, and guessing gets a hundred times harder:
a limit that refused people would be the attacker's lever."""
ATTACK_WINDOW = timedelta(minutes=10)
ATTACK_TRIES = 600

PER_PHONE = ((timedelta(minutes=1), 1), (timedelta(days=1), 5))
"""At most so many codes for one number within each time. Source: threats-and-faults, T20."""

BUDGET_WINDOW = timedelta(hours=1)
BUDGET = 2_000
"""Codes an hour for all numbers together. Past it only a number's first code of the day is sent: whoever asks for
many cannot use up the share of those who ask once."""
BUDGET_HARD = 20_000
"""Codes an hour past which nothing is sent at all: the bill's end."""

PER_ADDRESS = 1_000
"""Codes an hour asked for from one internet address. A factory's network and a carrier's gateway hold thousands of people,
so this stops a machine that asks for every number there is, and nobody else."""

PROOF_LASTS = timedelta(days=90)
"""A number may have been given to another subscriber: after this long without a code the year of birth is asked too."""


class Outcome(StrEnum):
    """What came of a typed code."""

    OK = "ok"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"
    ASK_YEAR = "ask_year"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person with the number: ``birth_year`` may be unknown; ``proved_at`` is when they last typed a code of it."""

    person_id: int
    birth_year: int | None
    proved_at: datetime | None


def wait_seconds(sent: Sequence[datetime], now: datetime) -> int:
    """Whole seconds until this number may have another code, 0 when it may now. ``sent``: its earlier codes."""
    wait = timedelta(0)
    for window, most in PER_PHONE:
        within = sorted(at for at in sent if at > now - window)
        if len(within) >= most:
            wait = max(wait, within[-most] + window - now)
    return math.ceil(wait.total_seconds())


def may_send(*, sent_to_all: int, sent_to_this: int) -> bool:
    """Whether the budget of the hour allows one more; ``sent_to_this``: codes of this number today."""
    if sent_to_all >= BUDGET_HARD:
        return False
    return sent_to_all < BUDGET or sent_to_this == 0


def digits(wrong_tries: int) -> int:
    """Length of a new code, given all wrong tries within ATTACK_WINDOW."""
    return DIGITS_UNDER_ATTACK if wrong_tries >= ATTACK_TRIES else DIGITS


def make(length: int, entropy: Callable[[int], bytes]) -> str:
    """A random code of ``length`` decimal digits (16 bytes of entropy: the remainder's bias is under 10⁻²⁸)."""
    return str(int.from_bytes(entropy(16), "big") % 10**length).zfill(length)


def standing(*, expires: datetime, tries: int, used: bool, now: datetime) -> Outcome:
    """Whether a code may still be tried: OK, EXPIRED or SPENT."""
    if now >= expires:
        return Outcome.EXPIRED
    return Outcome.SPENT if used or tries >= TRIES else Outcome.OK


def whose(candidates: Sequence[Candidate], birth_year: int | None, now: datetime) -> int | None:
    """The person that a proved number signs in, or None when the year of birth is still needed or fits nobody.

    One person who proved the number lately needs no more. A number shared in a family, or not proved lately,
    needs the year of birth; a person whose year is unknown can only be taken when alone and lately proved.
    """
    if len(candidates) == 1 and birth_year is None:
        only = candidates[0]
        return only.person_id if only.proved_at is not None and now - only.proved_at <= PROOF_LASTS else None
    if birth_year is None:
        return None
    fitting = [candidate.person_id for candidate in candidates if candidate.birth_year == birth_year]
    return fitting[0] if len(fitting) == 1 else None


def is_new(candidates: Sequence[Candidate], birth_year: int | None, newly_mine: bool) -> bool:
    """Whether a proved number that signs nobody in makes a new entry: nobody has it, or its new owner says so.

    A number goes to another subscriber, or is used by one more of the family: that reader has a year of birth which is
    no candidate's. A year that fits somebody is never new, so that nobody gets two entries by a wrong tick.
    """
    if not candidates:
        return True
    return newly_mine and birth_year is not None and all(candidate.birth_year != birth_year for candidate in candidates)
