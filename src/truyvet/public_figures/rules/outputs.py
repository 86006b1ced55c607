"""What the published rows are called, and when a day may be published."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from truyvet.disclosure.publication import Release, ReleaseKind

DELAY_DAYS: Final = 2
"""A day is published when a whole day has passed since its end, so that nobody is seen going for a test and read about on the same day."""
TOTAL: Final = "total"
STANDING: Final = "standing"
FIGURE_RETENTION_DAYS: Final = 731
"""As long as the figures from which they are made."""


def last_public_day(today: date) -> date:
    """Returns the newest day that may be published on ``today``."""
    return today - timedelta(days=DELAY_DAYS)


def output_name(release: Release) -> str:
    """Returns "days:1", "table:7" or "standing": for sums the number of days that end on the figure's day."""
    if release.kind is ReleaseKind.STANDING:
        return STANDING
    return f"{release.kind.value}:{(release.last - release.first).days + 1}"


def output_kind(output: str) -> str:
    """Returns "days", "table", "total" or "standing"."""
    return output.partition(":")[0]


def days_covered(output: str) -> int:
    """Returns over how many days an output sums; 1 for what stands, and 0 for totals, whose first day is that of the first figure."""
    kind, _, days = output.partition(":")
    return int(days) if days else int(kind == STANDING)
