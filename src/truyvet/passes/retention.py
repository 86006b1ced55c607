"""When passes, standings, holds and keys go. The days and their reasons stand in data/lives.toml."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.passes.actions import purge_gate_status, purge_holds, purge_keys, purge_passes
from truyvet.passes.rules.validity import VALIDITY

BY = By.system("retention")


def passes(now: datetime) -> int:
    """Remove passes and cards whose day has come; how many went."""
    return purge_passes(by=BY, now=now)


def standings(now: datetime) -> int:
    """Remove standings whose day has come; how many went."""
    return purge_gate_status(by=BY, now=now)


def holds(now: datetime) -> int:
    """Remove holds whose day has come; how many went."""
    return purge_holds(by=BY, now=now)


def keys(now: datetime) -> int:
    """Remove keys that nobody believes any more; how many went."""
    return purge_keys(by=BY, now=now)


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("passes", "Pass", "the day the pass ended", VALIDITY.pass_kept.days, passes),
    RetentionRule("passes", "Standing", "the day of the newest declaration", VALIDITY.standing.days, standings),
    RetentionRule("passes", "Hold", "its end or release, at the latest 90 days after it was made", VALIDITY.hold.days, holds),
    RetentionRule("passes", "SigningKey", "the day on which what it signed is believed no more", 0, keys),
)
