"""Deletes what is past its day, in every room. The worker does it once each local day, ``truyvet purge`` at once."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import nullcontext
from datetime import datetime

from truyvet.core import clock_watch, registry, retention
from truyvet.core.models import PendingDeletion
from truyvet.core.write_ahead_log import empty_write_ahead_log

log = logging.getLogger(__name__)


class UnknownRule(ValueError):
    """There is no rule of deletion of this name."""


def purge_rules() -> dict[str, retention.RetentionRule]:
    """Returns every rule of deletion by its name, "room.table", highest rooms first."""
    return {f"{rule.room}.{rule.table}": rule for rule in registry.retention_rules()}


def purge(now: datetime, *, confirmed: Collection[str] = ()) -> dict[str, int]:
    """Deletes what is past its day, highest rooms first, and returns the rows that went by "room.table".

    ``confirmed`` names rules whose size somebody has looked at. A rule that fails does not keep the others from their day; its error is
    raised when all have run. A deletion that must be confirmed is noted and left; it is no error. Raises UnknownRule; ClockJumped
    when the clock has jumped and nobody has confirmed it, and then nothing is deleted.
    """
    clock_watch.require_clock()
    rules = purge_rules()
    if unknown := sorted(set(confirmed) - rules.keys()):
        raise UnknownRule(", ".join(unknown))
    deleted: dict[str, int] = {}
    failed: Exception | None = None
    for name, rule in rules.items():
        try:
            with retention.kept_for(rule.days), nullcontext() if rule.asks and name not in confirmed else retention.confirmed():
                deleted[name] = rule.purge(now)
            PendingDeletion.objects.filter(pk=name).delete()
        except retention.ConfirmationNeeded as needed:
            log.warning("deletion waits to be confirmed", extra={"job": name, "count": needed.due})
            numbers = {"due": needed.due, "total": needed.total}
            PendingDeletion.objects.update_or_create(pk=name, defaults=numbers, create_defaults={**numbers, "since": now})
        except Exception as error:
            log.exception("retention failed", extra={"job": name})
            failed = error
    empty_write_ahead_log()
    if failed is not None:
        raise failed
    return deleted


def purge_daily(now: datetime) -> int:
    """Deletes as ``purge`` does, as a job, and returns how many rows went."""
    return sum(purge(now).values())
