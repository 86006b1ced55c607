"""The alarms as a reader sees them now: what the worker raised, and that no worker is there to raise any."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from truyvet.core import registry
from truyvet.core.raised_alarms import StandingAlarm, standing_alarms
from truyvet.site.alarm_kinds import silent_workers

SILENT = "site.worker_silent"


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm with its words, for the administrator's page."""

    name: str
    title: object
    text: str
    since: datetime
    playbook: str


def current_alarms(now: datetime) -> tuple[StandingAlarm, ...]:
    """Returns the alarms that stand. A silent worker cannot say so itself; whoever reads looks."""
    standing = tuple(each for each in standing_alarms() if each.name != SILENT)
    lanes = silent_workers(now)
    return (*standing, StandingAlarm(SILENT, now, lanes)) if lanes else standing


def alarm_views(now: datetime) -> tuple[AlarmView, ...]:
    """Returns the alarms that stand with their titles and playbooks."""
    kinds = {kind.name: kind for kind in registry.alarms()}
    return tuple(
        AlarmView(each.name, kinds[each.name].title, each.text, each.since, kinds[each.name].playbook)
        for each in current_alarms(now)
        if each.name in kinds
    )


def stops_writing(names: Collection[str]) -> bool:
    """Whether one of these alarms means that nothing can be written."""
    return any(kind.stops_writing and kind.name in names for kind in registry.alarms())
