"""The one text from which all material is made, what it must hold, and when a version of it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from truyvet.core.refusal import Refusal, Refused

MAX_TITLE_LETTERS: Final = 70
MAX_POINT_LETTERS: Final = 140
MAX_POINTS: Final = 5
"""Ours, like the two above: with these the poster stays on one page and is read in passing."""
MAX_VALID_DAYS: Final = 90
"""Ours: a poster that nobody looked at for a season says something untrue."""
MATERIAL_RETENTION_DAYS: Final = 730
"""Ours: two years after the last day, so that one can look up what people were told."""
MIN_TIMES_A_DAY: Final = 2
"""Letter 801/TTCS-TTTH of 23 August 2020: loudspeakers at least twice a day."""
MAX_TURNS_IN_A_PLAN: Final = 2_000
"""Ours: thirty hamlets, a month, twice a day."""
MAX_HAMLET_LETTERS: Final = 80


class VersionState(StrEnum):
    """Where a version stands on a day; computed, never stored."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"


class MaterialRefused(Refused):
    """A text or a plan that the rules do not allow."""


class MaterialAbsent(LookupError):
    """There is no such material or turn within the scope."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """One version of a text. ``first`` and ``last`` are local days, both counted; the points stand by weight, heaviest first."""

    issuer: str
    title_vi: str
    title_en: str
    points_vi: tuple[str, ...]
    points_en: tuple[str, ...]
    phone: str
    link: str
    first: date
    last: date

    def title(self, language: str) -> str:
        """Returns the title in "vi" or "en"."""
        return self.title_en if language == "en" else self.title_vi

    def points(self, language: str) -> tuple[str, ...]:
        """Returns the points in "vi" or "en"."""
        return self.points_en if language == "en" else self.points_vi


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """When a text is read in which hamlets of a commune: each day from ``first`` to ``last`` at each of ``times`` (local)."""

    commune: int
    hamlets: tuple[str, ...]
    first: date
    last: date
    times: tuple[time, ...]

    @property
    def count(self) -> int:
        """How many turns it has."""
        return len(self.hamlets) * len(self.times) * ((self.last - self.first).days + 1)


def source_refusals(text: SourceText, today: date) -> Iterator[Refusal]:
    """Yields what is wrong with a new version on ``today``."""
    for field, points in (("points_vi", text.points_vi), ("points_en", text.points_en)):
        if not 1 <= len(points) <= MAX_POINTS:
            yield Refusal("points_count", field)
        if any(len(point) > MAX_POINT_LETTERS for point in points):
            yield Refusal("point_too_long", field)
    if len(text.points_vi) != len(text.points_en):
        yield Refusal("points_differ", "points_en")
    if not text.link.startswith("https://"):
        yield Refusal("link_not_https", "link")
    if text.last < text.first:
        yield Refusal("days_reversed", "last")
    elif text.last < today:
        yield Refusal("already_over", "last")
    elif (text.last - text.first).days >= MAX_VALID_DAYS:
        yield Refusal("valid_too_long", "last")


def plan_refusals(plan: TurnPlan, last: date, today: date) -> Iterator[Refusal]:
    """Yields what is wrong with a plan for a text that is in force up to ``last``."""
    if len(plan.times) < MIN_TIMES_A_DAY:
        yield Refusal("twice_a_day", "times")
    if not plan.hamlets or any(len(name) > MAX_HAMLET_LETTERS for name in plan.hamlets):
        yield Refusal("hamlet_names", "hamlets")
    if plan.last < plan.first:
        yield Refusal("days_reversed", "last")
    elif plan.first < today:
        yield Refusal("plan_in_the_past", "first")
    elif plan.last > last:
        yield Refusal("plan_after_expiry", "last")
    elif plan.count > MAX_TURNS_IN_A_PLAN:
        yield Refusal("plan_too_large", "hamlets")


def shown_place(firsts: Sequence[date], day: date) -> int | None:
    """Returns the place of the version that stands for the text on ``day``: the newest that has begun. ``firsts`` run oldest first."""
    begun = [place for place, first in enumerate(firsts) if first <= day]
    return begun[-1] if begun else None


def version_state(place: int, shown: int | None, last: date, day: date) -> VersionState:
    """Returns where the version at ``place`` stands on ``day``, when the one at ``shown`` stands for the text."""
    if shown is None or place > shown:
        return VersionState.UPCOMING
    if place < shown:
        return VersionState.REPLACED
    return VersionState.EXPIRED if last < day else VersionState.IN_FORCE
