"""When this room's rows go. A team is a list of accounts and stays like them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.teams.actions.retention import purge_rounds
from truyvet.teams.rules.rounds import ROUND_DAYS


def _purge(now: datetime) -> int:
    return purge_rounds(by=By.system("retention"), now=now)


RULES: Final = (RetentionRule("teams", "Round", "the day of the round; its doors, bundles and entries go with it", ROUND_DAYS, _purge),)
