"""What an exposed person shares of a match, and what of it can be believed. Times in epoch seconds; days are local."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final
from uuid import UUID

from truyvet.devices.rules.encounters import KEPT_DAYS, ONE, day_of
from truyvet.proximity.keys import DailyKey
from truyvet.proximity.publishing import DAY, EMBARGO
from truyvet.tracing.calendar import day_start

LANGUAGES: Final = ("vi", "en")
MOST_MINUTES: Final = 1_440
MOST: Final = 50
"""Matches in one share or log: more is not a person's fortnight."""
QUARTER: Final = 900
"""A moment is kept to the quarter of an hour in which it lay."""
UNCLEAR_PPM: Final = {"near": 700_000, "unclear": 300_000, "far": 0}
"""What a class says at least, in parts per million, when the device gives no number (proximity.nearness.model.word)."""


class Verdict(StrEnum):
    """What a person found out about a machine's hint."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Consent:
    """Which text somebody agreed to, in which language."""

    version: str
    language: str


@dataclass(frozen=True, slots=True)
class Match:
    """One published key whose ids a device had heard on ``day``. ``start``: when it began, None when only the day is told."""

    event_id: UUID
    key_data: bytes
    day: date
    minutes: int
    confidence: str
    probability_ppm: int | None = None
    start: int | None = None


def problem(match: Match, now: int) -> str | None:
    """Why a match cannot be taken, None when it can."""
    today = day_of(now)
    if not 0 <= (today - match.day).days < KEPT_DAYS:
        return "bad_day"
    if not 1 <= match.minutes <= MOST_MINUTES or match.confidence not in UNCLEAR_PPM:
        return "bad_match"
    if match.probability_ppm is not None and not 0 <= match.probability_ppm <= ONE:
        return "bad_match"
    if match.start is not None and (day_of(match.start) != match.day or match.start + match.minutes * 60 > now + EMBARGO):
        return "bad_day"
    return None


def heard(match: Match, key: DailyKey) -> bool:
    """Whether ids of this key could be heard on the day of the match, clocks two hours apart."""
    begins = _day_begins(match.day)
    return key.start * 600 - EMBARGO < begins + DAY and begins < key.ends + EMBARGO


def began(match: Match, now: int) -> int:
    """From when the encounter counts: its quarter of an hour, else its day; never so late that it would end after ``now``."""
    begins = _day_begins(match.day) if match.start is None else match.start // QUARTER * QUARTER
    return max(_day_begins(match.day), min(begins, now - match.minutes * 60))


def likely(match: Match) -> int:
    """Parts per million of having been near: the device's number, or the least that its class says."""
    return UNCLEAR_PPM[match.confidence] if match.probability_ppm is None else match.probability_ppm


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Purpose ("link", "share") → version and words in both languages, as in data/consents.toml."""
    raw = tomllib.loads((files("truyvet.devices") / "data" / "consents.toml").read_text("utf-8"))
    return MappingProxyType({name: MappingProxyType({key: str(value) for key, value in said.items()}) for name, said in raw.items()})


def agreed(purpose: str, consent: Consent) -> bool:
    """Whether somebody agreed to the text that is in force."""
    return consent.version == texts()[purpose]["version"] and consent.language in LANGUAGES


def _day_begins(day: date) -> int:
    return day_start((day - date(1970, 1, 1)).days)
