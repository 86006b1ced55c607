"""The one-time code: how many, how long, how many tries. Real time only; never the demonstration's clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

VALID_FOR = timedelta(minutes=10)
MAX_CODE_TRIES = 5

CODE_DIGITS = 8
CODE_DIGITS_UNDER_ATTACK = 10
"""Many wrong tries lengthen the codes given from then on. Nobody is shut out, and guessing gets a hundred times harder:
a limit that refused people would be the attacker's lever."""
ATTACK_WINDOW = timedelta(minutes=10)
WRONG_TRIES_OF_AN_ATTACK = 600

MAX_CODES_PER_SENDER = ((timedelta(minutes=1), 1), (timedelta(days=1), 5))
"""At most so many codes for one number within each time, asked for by one network or known device. What somebody else asks for
keeps nobody waiting."""
MAX_CODES_PER_PHONE = 15
"""Codes a day for one number, whoever asks: against whoever lets us send many (threat T20)."""
KNOWN_DEVICE_RESERVE = 5
"""Of them, codes that only a device gets which has signed in with this number before."""

BUDGET_WINDOW = timedelta(hours=1)
REPEAT_CODES_PER_HOUR = 2_000
"""Codes an hour for all numbers together. Past it only a number's first code of the day is sent: whoever asks for
many cannot use up the share of those who ask once."""
MAX_CODES_PER_HOUR = 20_000
"""Codes an hour past which only known devices get one."""
KNOWN_DEVICES_CODES_PER_HOUR = 5_000
"""Codes an hour for known devices past that: the bill's end. Who asks for 20,000 codes shuts out nobody who was here before."""

MAX_CODES_PER_ADDRESS = 1_000
"""Codes an hour asked for from one internet address. A factory's network and a carrier's gateway hold thousands of people,
so this stops a machine that asks for every number there is, and nobody else."""

YEAR_WINDOW = timedelta(days=1)
"""One wrong year of birth for a number within this time; as long as the rows of codes are kept, which note it."""

PROOF_VALID_FOR = timedelta(days=90)
"""A number may have been given to another subscriber: after this long without a code the year of birth is asked too."""


class CodeOutcome(StrEnum):
    """What came of a typed code."""

    OK = "ok"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"
    ASK_YEAR = "ask_year"
    YEAR_SPENT = "year_spent"
    """The number's one wrong year of birth of the day was typed: only its new owner comes in by code today, or staff help."""


@dataclass(frozen=True, slots=True)
class NumberHolder:
    """A person with the number: ``birth_year`` may be unknown; ``proved_at`` is when they last typed a code of it."""

    person_id: int
    birth_year: int | None
    proved_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code that was asked for a number. ``is_mine``: by the same network or known device as now."""

    at: datetime
    is_mine: bool


def wait_seconds(asked: Sequence[AskedCode], now: datetime, *, is_known: bool = False) -> int:
    """Returns whole seconds until this number may have another code, 0 when it may now. ``asked``: its codes of the last day.

    ``is_known``: the device has signed in with this number before.
    """
    mine = [each.at for each in asked if each.is_mine]
    everybody = MAX_CODES_PER_PHONE - (0 if is_known else KNOWN_DEVICE_RESERVE)
    wait = timedelta(0)
    for times, window, most in (
        *((mine, *limit) for limit in MAX_CODES_PER_SENDER),
        ([each.at for each in asked], timedelta(days=1), everybody),
    ):
        within = sorted(at for at in times if at > now - window)
        if len(within) >= most:
            wait = max(wait, within[-most] + window - now)
    return math.ceil(wait.total_seconds())


def may_send(*, sent_to_all: int, sent_to_this: int, is_known: bool = False) -> bool:
    """Returns whether the hour's limit allows one more; ``sent_to_this``: codes of this number today."""
    if is_known:
        return sent_to_all < MAX_CODES_PER_HOUR + KNOWN_DEVICES_CODES_PER_HOUR
    if sent_to_all >= MAX_CODES_PER_HOUR:
        return False
    return sent_to_all < REPEAT_CODES_PER_HOUR or sent_to_this == 0


def code_length(wrong_tries: int) -> int:
    """Returns the length of a new code, given all wrong tries within ATTACK_WINDOW."""
    return CODE_DIGITS_UNDER_ATTACK if wrong_tries >= WRONG_TRIES_OF_AN_ATTACK else CODE_DIGITS


def make_code(length: int, entropy: Callable[[int], bytes]) -> str:
    """Returns a random code of ``length`` decimal digits (16 bytes of entropy: the remainder's bias is under 10⁻²⁸)."""
    return str(int.from_bytes(entropy(16), "big") % 10**length).zfill(length)


def code_state(*, expires: datetime, tries: int, used: bool, now: datetime) -> CodeOutcome:
    """Returns whether a code may still be tried: OK, EXPIRED or SPENT."""
    if now >= expires:
        return CodeOutcome.EXPIRED
    return CodeOutcome.SPENT if used or tries >= MAX_CODE_TRIES else CodeOutcome.OK


def person_to_sign_in(
    candidates: Sequence[NumberHolder], birth_year: int | None, now: datetime, wrong_year_at: datetime | None = None
) -> int | None:
    """Returns the person that a proved number signs in, or None when the year of birth is still needed or fits nobody.

    One person who proved the number lately needs no more. A number shared in a family, or not proved lately,
    needs the year of birth; a person whose year is unknown can only be taken when alone and lately proved. ``wrong_year_at``: see
    ``is_year_open``.
    """
    if len(candidates) == 1 and birth_year is None:
        only = candidates[0]
        return only.person_id if only.proved_at is not None and now - only.proved_at <= PROOF_VALID_FOR else None
    if birth_year is None:
        return None
    fitting = [each.person_id for each in candidates if each.birth_year == birth_year and is_year_open(each, wrong_year_at)]
    return fitting[0] if len(fitting) == 1 else None


def is_year_open(holder: NumberHolder, wrong_year_at: datetime | None) -> bool:
    """Returns whether a year of birth may sign ``holder`` in: always, but after the day's wrong year only who proved the number since then.

    A year has some sixty likely values and a number several codes a day: every further guess would bring a new subscriber nearer to the
    record of the old one (F13).
    """
    return wrong_year_at is None or (holder.proved_at is not None and holder.proved_at >= wrong_year_at)


def is_new_holder(
    candidates: Sequence[NumberHolder], birth_year: int | None, newly_mine: bool, wrong_year_at: datetime | None = None
) -> bool:
    """Returns whether a proved number that signs nobody in makes a new entry: nobody has it, or its new owner says so.

    A number goes to another subscriber, or is used by one more of the family: that reader has a year of birth which is
    no candidate's. A year that fits somebody is never new, so that nobody gets two entries by a wrong tick; after the day's wrong year the
    answer must not tell whether it fits, and it is new.
    """
    if not candidates:
        return True
    return (
        newly_mine
        and birth_year is not None
        and all(candidate.birth_year != birth_year for candidate in candidates if is_year_open(candidate, wrong_year_at))
    )
