"""The alarms that stand now: found by the job *site.check_alarms*, kept as rows, read by the home page, by health and by the metrics."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truyvet.core.alarm import AlarmKind
from truyvet.core.models import RaisedAlarm

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StandingAlarm:
    """An alarm that is raised: since when, and what is the matter in a few words."""

    name: str
    since: datetime
    text: str


def check_alarms(kinds: Iterable[AlarmKind], now: datetime) -> None:
    """Raises what is the matter and clears what is over.

    A kind whose own check fails is raised too: nobody knows whether all is well.
    """
    standing = {row.name: row for row in RaisedAlarm.objects.all()}
    for kind in kinds:
        text = _matter(kind, now)
        row = standing.pop(kind.name, None)
        if text and row is None:
            RaisedAlarm.objects.create(name=kind.name, since=now, text=text, seen_at=now)
            log.warning("alarm raised", extra={"state": kind.name})
        elif text and row is not None:
            RaisedAlarm.objects.filter(pk=row.pk).update(text=text, seen_at=now)
        elif row is not None:
            row.delete()
            log.info("alarm cleared", extra={"state": kind.name})
    # A kind that a newer version no longer knows.
    RaisedAlarm.objects.filter(pk__in=standing).delete()


def standing_alarms() -> tuple[StandingAlarm, ...]:
    """Returns the alarms that stand, oldest first."""
    rows = RaisedAlarm.objects.order_by("since", "name").values_list("name", "since", "text")
    return tuple(StandingAlarm(*row) for row in rows)


def _matter(kind: AlarmKind, now: datetime) -> str:
    try:
        return kind.find(now)[:200]
    except Exception as error:
        log.exception("alarm check failed", extra={"state": kind.name})
        return f"check failed: {type(error).__name__}"
