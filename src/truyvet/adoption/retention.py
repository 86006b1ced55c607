"""When figures of adoption go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.adoption.actions.retention import FIGURE_DAYS, purge_denominators, purge_figures, purge_targets
from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule

_BY: Final = By.system("retention")


def _figures(now: datetime) -> int:
    return purge_figures(by=_BY, now=now)


def _denominators(now: datetime) -> int:
    return purge_denominators(by=_BY, now=now)


def _targets(now: datetime) -> int:
    return purge_targets(by=_BY, now=now)


RULES: Final = (
    RetentionRule("adoption", "InstallCount", "the day as of which it was counted", FIGURE_DAYS, _figures),
    RetentionRule("adoption", "Denominator", "the day as of which it holds", FIGURE_DAYS, _denominators),
    RetentionRule("adoption", "AdoptionTarget", "its last day", FIGURE_DAYS, _targets),
)
