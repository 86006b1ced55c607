"""Decides what an exposed person may share of a match, and what of it is believed. Times in epoch seconds; days are local."""

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

from truyvet.core.local_day import LocalDay
from truyvet.devices.rules.encounters import ENCOUNTER_KEPT_DAYS, MAX_PROBABILITY_PPM
from truyvet.proximity.diagnosis_keys import DAY_S
from truyvet.proximity.embargo import EMBARGO_S
from truyvet.proximity.rolling_identifiers import INTERVAL_S, TemporaryExposureKey

LANGUAGES: Final = ("vi", "en")
MAX_MATCH_MINUTES: Final = 1_440
"""A match lies on one day."""
MAX_MATCHES_PER_SHARE: Final = 50
"""Matches in one share or log: more is not a person's fortnight."""
QUARTER_HOUR_S: Final = 900
"""A moment is kept to the quarter of an hour in which it lay."""
MIN_PROBABILITY_PPM: Final = {"near": 700_000, "unclear": 300_000, "far": 0}
"""What a class says at least, in parts per million, when the device gives no number (proximity.nearness.model.signal_class)."""


class MatchVerdict(StrEnum):
    """What a person found out about a shared match."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class SharingConsent:
    """The version of the text that somebody agreed to, and its language."""

    version: str
    language: str


@dataclass(frozen=True, slots=True)
class MatchReport:
    """One published key that a device received on ``day``. ``start`` is when it began, None when only the day is sent."""

    event_id: UUID
    key_data: bytes
    day: date
    minutes: int
    confidence: str
    probability_ppm: int | None = None
    start: int | None = None


def match_problem(match: MatchReport, now: int) -> str | None:
    """Returns why a match is refused, None when it is accepted."""
    today = LocalDay.of_second(now)
    if not 0 <= (today - LocalDay.of_date(match.day)).days < ENCOUNTER_KEPT_DAYS:
        return "bad_day"
    if not 1 <= match.minutes <= MAX_MATCH_MINUTES or match.confidence not in MIN_PROBABILITY_PPM:
        return "bad_match"
    if match.probability_ppm is not None and not 0 <= match.probability_ppm <= MAX_PROBABILITY_PPM:
        return "bad_match"
    if match.start is not None and (LocalDay.of_second(match.start) != match.day or match.start + match.minutes * 60 > now + EMBARGO_S):
        return "bad_day"
    return None


def could_be_sighted(match: MatchReport, key: TemporaryExposureKey) -> bool:
    """Returns whether identifiers of this key could be received on the day of the match, clocks two hours different."""
    begins = LocalDay.of_date(match.day).start_s
    return key.rolling_start_interval_number * INTERVAL_S - EMBARGO_S < begins + DAY_S and begins < key.ends_at + EMBARGO_S


def encounter_start(match: MatchReport, now: int) -> int:
    """Returns when the encounter begins: its quarter of an hour, else its day; never so late that it would end after ``now``."""
    day_start = LocalDay.of_date(match.day).start_s
    begins = day_start if match.start is None else match.start // QUARTER_HOUR_S * QUARTER_HOUR_S
    return max(day_start, min(begins, now - match.minutes * 60))


def probability_ppm(match: MatchReport) -> int:
    """Returns the probability of having been near, in parts per million: the device's, or the least of its class."""
    return MIN_PROBABILITY_PPM[match.confidence] if match.probability_ppm is None else match.probability_ppm


@cache
def consent_texts() -> Mapping[str, Mapping[str, str]]:
    """Returns purpose ("link", "share") → version and words in both languages, as in data/consents.toml."""
    raw = tomllib.loads((files("truyvet.devices") / "data" / "consents.toml").read_text("utf-8"))
    return MappingProxyType(
        {name: MappingProxyType({key: str(value) for key, value in text_fields.items()}) for name, text_fields in raw.items()}
    )


def is_current_consent(purpose: str, consent: SharingConsent) -> bool:
    """Returns whether the consent is to the text that is in force."""
    return consent.version == consent_texts()[purpose]["version"] and consent.language in LANGUAGES
