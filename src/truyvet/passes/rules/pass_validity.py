"""How long passes and cards are valid and what is known of their holder is kept: ``data/validity.toml``, read and checked once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from truyvet.keys.rules.signing_key_validity import KEY_VALIDITY


@dataclass(frozen=True, slots=True)
class ValidityPeriods:
    """The data file as values. ``phone`` and ``card`` count from the declaration."""

    version: str
    phone: timedelta
    card: timedelta
    pass_kept: timedelta
    standing: timedelta
    hold: timedelta
    hold_longest: timedelta
    gate: dict[str, Any]


def _read() -> ValidityPeriods:
    data = tomllib.loads(files("truyvet.passes").joinpath("data", "validity.toml").read_text("utf-8"))
    periods = ValidityPeriods(
        version=data["version"],
        phone=timedelta(hours=data["pass"]["hours"]),
        card=timedelta(days=data["card"]["days"]),
        pass_kept=timedelta(days=data["pass"]["kept"]["days"]),
        standing=timedelta(days=data["standing"]["days"]),
        hold=timedelta(days=data["hold"]["days"]),
        hold_longest=timedelta(days=data["hold"]["longest_days"]),
        gate=data["gate"],
    )
    if KEY_VALIDITY.sign.believed < periods.card or periods.standing < periods.card:
        raise ValueError("passes/data/validity.toml: a card would outlive the key that signed it, or what is known of its holder")
    return periods


VALIDITY: Final = _read()


def pass_end(declared_at: datetime) -> datetime:
    """Returns when a phone's pass from this declaration ends, whatever a venue asks."""
    return declared_at + VALIDITY.phone


def card_end(declared_at: datetime) -> datetime:
    """Returns when a card from this declaration ends."""
    return declared_at + VALIDITY.card


def is_fresh(declared_at: datetime, now: datetime) -> bool:
    """Whether a pass or card may still be given out for this declaration."""
    return now < pass_end(declared_at)


def pass_deletion_day(expires_day: date) -> date:
    """Returns the local day on which the row of a pass goes."""
    return expires_day + VALIDITY.pass_kept


def gate_status_deletion_day(declared_day: date) -> date:
    """Returns the local day on which the standing goes, unless a newer declaration moves it."""
    return declared_day + VALIDITY.standing


def hold_deletion_day(since_day: date, end_day: date | None) -> date:
    """Returns the local day on which a hold goes: its end and some days, or the longest that one may stay open."""
    return (end_day or since_day + VALIDITY.hold_longest) + VALIDITY.hold
