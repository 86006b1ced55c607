"""When declarations go. Source of the days: privacy goal P2 of the threat register.

The watch goes with its declaration (what was said on the phone is as private as the answers), and so do the places and
contacts that were declared. One that led to a case is kept as long as the case file, then goes at the next purge.
"""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.declarations.actions.retention import purge_declarations, purge_relatives
from truyvet.declarations.rules.declaration_time import RETENTION_DAYS

BY = By.system("retention")


def declarations(now: datetime) -> int:
    """Remove declarations whose day has come, with all that hangs on them; how many went."""
    return purge_declarations(by=BY, now=now)


def relatives(now: datetime) -> int:
    """Forget for whom somebody declared; how many went."""
    return purge_relatives(by=BY, now=now)


def with_declaration(now: datetime) -> int:
    """Nothing by itself: these rows are deleted together with their declaration."""
    return 0


TOGETHER = "its declaration is deleted; kept with the case file when it led to one"

RULES: tuple[RetentionRule, ...] = (
    RetentionRule(
        "declarations", "Declaration", "the day it was received; with the case file when it led to one", RETENTION_DAYS, declarations
    ),
    RetentionRule("declarations", "WatchItem", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "DeclaredPlace", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "DeclaredContact", TOGETHER, RETENTION_DAYS, with_declaration),
    RetentionRule("declarations", "Relative", "the last declaration for them", RETENTION_DAYS, relatives),
)
