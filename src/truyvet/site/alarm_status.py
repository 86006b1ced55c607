"""The alarms as a reader sees them now: what the worker raised, and that nobody is there to raise any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.core import registry
from truyvet.core.raised_alarms import StandingAlarm, standing_alarms
from truyvet.site.alarm_kinds import CHECK, silent_workers, stale_check

SILENT = "site.worker_silent"
LATE = "site.job_late"


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An alarm with its words, for the administrator's page."""

    name: str
    title: object
    text: str
    since: datetime
    playbook: str


def current_alarms(now: datetime) -> tuple[StandingAlarm, ...]:
    """Returns the alarms that stand. A silent worker cannot say so itself, nor a check that hangs; whoever reads looks at both."""
    standing = [each for each in standing_alarms() if each.name != SILENT]
    if lanes := silent_workers(now):
        standing.append(StandingAlarm(SILENT, now, lanes))
    if (since := stale_check()) and not any(each.name == LATE and CHECK in each.text for each in standing):
        standing = [*(each for each in standing if each.name != LATE), StandingAlarm(LATE, since, CHECK)]
    return tuple(standing)


def alarm_views(now: datetime) -> tuple[AlarmView, ...]:
    """Returns the alarms that stand with their titles and playbooks."""
    kinds = {kind.name: kind for kind in registry.alarms()}
    return tuple(
        AlarmView(each.name, kinds[each.name].title, each.text, each.since, kinds[each.name].playbook)
        for each in current_alarms(now)
        if each.name in kinds
    )
