"""Which of our texts Zalo approved, as one line of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class ZnsTemplate:
    """A text as Zalo knows it: its number there, and what our parameters are called in it where that differs."""

    number: str
    names: Mapping[str, str] = field(default_factory=dict)


KEPT_SHARE: Final = 0.1
"""Of the day's quota; ours. Warnings of a day are few beside a campaign."""


@dataclass(frozen=True, slots=True)
class ZnsQuota:
    """How many ZNS messages a page may send in a day, and how many are left."""

    daily: int
    remaining: int

    @property
    def is_kept_for_warnings(self) -> bool:
        """Returns whether reminders must wait for another day."""
        return self.remaining <= self.daily * KEPT_SHARE


def read_quota(said: object) -> ZnsQuota | None:
    """Returns the quota of an answer, ``{"dailyQuota": "500", "remainingQuota": "499"}``; None where it is not there, or not numbers."""
    found = said if isinstance(said, dict) else {}
    try:
        return ZnsQuota(int(str(found["dailyQuota"])), int(str(found["remainingQuota"])))
    except (KeyError, ValueError):
        return None


def zns_templates(text: str) -> dict[str, ZnsTemplate]:
    """Returns ``signin_code:259340:code=otp, contact_notice:260001`` as a mapping by our name. Raises ValueError."""
    found: dict[str, ZnsTemplate] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, number, *names = part.split(":")
        if not (name.isidentifier() and number.isascii() and number.isdecimal()) or name in found or len(names) > 1:
            raise ValueError("zns")
        pairs = [pair.partition("=")[::2] for pair in (names[0].split("+") if names else ())]
        if not all(ours.isidentifier() and theirs.isidentifier() for ours, theirs in pairs):
            raise ValueError("zns")
        found[name] = ZnsTemplate(number, dict(pairs))
    return found
