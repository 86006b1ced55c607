"""When this room's rows go; the days stand in rules/rounds.py."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.teams.actions.retention import purge_rounds, purge_teams
from truyvet.teams.rules.rounds import ROUND_DAYS, TEAM_DAYS


def _purge(now: datetime) -> int:
    return purge_rounds(by=By.system("retention"), now=now)


def _purge_teams(now: datetime) -> int:
    return purge_teams(by=By.system("retention"), now=now)


RULES: Final = (
    RetentionRule("teams", "Round", "the day of the round; its doors, bundles and entries go with it", ROUND_DAYS, _purge),
    RetentionRule("teams", "Team", "the day it was made, once it has no round", TEAM_DAYS, _purge_teams),
)
