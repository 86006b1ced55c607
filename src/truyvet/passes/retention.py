"""When passes, gate status and holds go. The days and their reasons stand in data/validity.toml."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import models

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import RetentionRule, delete_in_batches
from truyvet.passes.models import GateStatus, Hold, Pass
from truyvet.passes.rules.pass_validity import VALIDITY

BY = By.system("retention")


def _purge(model: type[models.Model], action: str) -> Callable[[datetime], int]:
    """Returns the function that deletes the rows of ``model`` whose day has come, with one audit row for each batch."""

    def purge(now: datetime) -> int:
        def recorded(count: int) -> None:
            record(by=BY, now=now, action=action, subject=f"rows:{count}", facts={"deleted": count})

        return delete_in_batches(model._default_manager.filter(delete_on__lte=LocalDay.of(now)), record=recorded)

    return purge


RULES: tuple[RetentionRule, ...] = (
    RetentionRule("passes", "Pass", "the day the pass ended", VALIDITY.pass_kept.days, _purge(Pass, "passes.purge_pass")),
    RetentionRule(
        "passes", "GateStatus", "the day of the newest declaration", VALIDITY.standing.days, _purge(GateStatus, "passes.purge_standing")
    ),
    RetentionRule(
        "passes",
        "Hold",
        "its end or release, at the latest 90 days after it was made",
        VALIDITY.hold.days,
        _purge(Hold, "passes.purge_hold"),
    ),
)
