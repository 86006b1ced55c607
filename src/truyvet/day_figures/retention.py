"""When kept figures go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.day_figures.actions.retention import purge_counted_days, purge_figures
from truyvet.day_figures.rules.recount import FIGURE_RETENTION_DAYS


def _purge(now: datetime) -> int:
    return purge_figures(by=By.system("retention"), now=now)


def _purge_days(now: datetime) -> int:
    return purge_counted_days(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule("day_figures", "UnitFigure", "the day that was counted; sums, nobody is named", FIGURE_RETENTION_DAYS, _purge),
    RetentionRule("day_figures", "CountedDay", "the day that was counted", FIGURE_RETENTION_DAYS, _purge_days),
)
