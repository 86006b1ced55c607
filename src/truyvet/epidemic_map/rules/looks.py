"""How a unit looks on the map: never by colour alone, and what nobody reported never looks like nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

LEVEL_MAX_AGE_H: Final = 14 * 24
"""Hours after which a level is no longer shown as if it held: all figures on which it was decided lie outside the window of 14 days by
then [ours, to be confirmed]."""
PAGE_MAX_AGE_H: Final = 24
"""Hours after which a page that stayed open greys itself: a level can change with each daily report [ours]."""
STEPS: Final = (1, 5, 20, 100)
"""Where the five looks of a number begin [ours]: none, single ones, a cluster, an outbreak, more than a commune can follow by itself."""


class Look(StrEnum):
    """A ground and a pattern of the map (map.css, map.js, the legend). ``no_report`` wins over all."""

    NO_REPORT = "no_report"
    N0 = "n0"
    N1 = "n1"
    N2 = "n2"
    N3 = "n3"
    N4 = "n4"
    NEW_NORMAL = "new_normal"
    RISK = "risk"
    HIGH = "high"
    VERY_HIGH = "very_high"


NUMBER_LOOKS: Final = (Look.N0, Look.N1, Look.N2, Look.N3, Look.N4)
LEVEL_LOOKS: Final = (Look.NEW_NORMAL, Look.RISK, Look.HIGH, Look.VERY_HIGH)


def look_of_number(value: float | None) -> Look:
    """Returns the look of a count; None, which nobody counted, is *no report*."""
    if value is None:
        return Look.NO_REPORT
    return NUMBER_LOOKS[sum(value >= step for step in STEPS)]


def look_of_level(level: str, age_h: float | None) -> Look:
    """Returns the look of a decided level ("" without a decision), *no report* when it is older than its hour."""
    if level not in set(LEVEL_LOOKS) or age_h is None or age_h > LEVEL_MAX_AGE_H:
        return Look.NO_REPORT
    return Look(level)


def order_of_risk(look: Look) -> int:
    """Returns where a look stands in the table: the worst first, then what is not known, then the mild ones."""
    worst = (*LEVEL_LOOKS[:0:-1], *NUMBER_LOOKS[:0:-1], Look.NO_REPORT, Look.NEW_NORMAL, Look.N0)
    return worst.index(look)
