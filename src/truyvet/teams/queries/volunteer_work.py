"""Hours and doors of each volunteer: for themselves, and for the leader of their team; for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q

from truyvet.access.queries import staff_names
from truyvet.audit.values import Scope, require_scope
from truyvet.teams.models import FieldEntry
from truyvet.teams.rules.field_log import EventKind


@dataclass(frozen=True, slots=True)
class VolunteerDay:
    """One member on one round: from the first door to the last, by what they wrote."""

    day: date
    team: str
    name: str
    doors: int
    first: datetime
    last: datetime

    @property
    def seconds(self) -> float:
        """How long it was from the first door to the last."""
        return (self.last - self.first).total_seconds()


def volunteer_days(scope: Scope) -> list[VolunteerDay]:
    """Returns the reader's own days, and those of the members of the teams that they lead, the newest first; as long as rounds are kept."""
    reader = require_scope(scope).staff or 0
    rows = FieldEntry.objects.filter(kind=EventKind.VISIT.value, member__isnull=False)
    # Of a team that somebody leads: its members alone, not an officer who typed its paper.
    is_led = Q(round__team__leader=reader, round__team__members__staff=F("member"))
    by_day = rows.filter(Q(member=reader) | is_led).values("round", "round__day", "round__team__name", "member").order_by()
    found = list(by_day.annotate(doors=Count("stop", distinct=True), first=Min("at"), last=Max("at")))
    names = staff_names(scope, {row["member"] for row in found})
    days = [
        VolunteerDay(
            row["round__day"], row["round__team__name"], names.get(row["member"], ""), row["doors"], row["first"], row["last"]
        )
        for row in found
    ]  # fmt: skip
    return sorted(days, key=lambda each: (-each.day.toordinal(), each.team, each.name))
