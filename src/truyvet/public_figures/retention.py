"""When published figures go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.public_figures.actions.retention import purge_releases
from truyvet.public_figures.rules.outputs import FIGURE_RETENTION_DAYS


def _purge(now: datetime) -> int:
    return purge_releases(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule(
        "public_figures",
        "FigureRelease",
        "the day that was published; its figures go with it, nobody is named",
        FIGURE_RETENTION_DAYS,
        _purge,
    ),
)
