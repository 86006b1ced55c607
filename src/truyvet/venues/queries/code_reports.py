"""Posted codes that visitors reported, and venues that await confirmation, for a commune's officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within
from truyvet.venues.models import Entrance
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules.code_reports import ALARM_REPORT_COUNT, ALARM_WINDOW, CodeReportReason


@dataclass(frozen=True, slots=True)
class ReportedCode:
    """A code with its open reports by reason. ``alarm`` is True when a week brought enough of them."""

    entrance_id: int
    label: str
    venue_code: str
    venue_name: str
    commune: str
    other_name: int
    wrong_place: int
    damaged: int
    first: datetime
    last: datetime
    alarm: bool


@dataclass(frozen=True, slots=True)
class UnconfirmedVenue:
    """A venue that waits for the commune to confirm it."""

    code: str
    name: str
    kind: str
    commune: str
    address: str
    created_at: datetime


def reported_codes(scope: Scope, now: datetime) -> tuple[ReportedCode, ...]:
    """Returns the scope's codes with open reports, alarms first, then the newest. One query."""
    open_ones = Q(reports__handled_at__isnull=True)
    counts = {reason.value: Count("reports", filter=open_ones & Q(reports__reason=reason.value)) for reason in CodeReportReason}
    rows = (
        Entrance.objects.filter(within(require_scope(scope), "venue__unit__path"))
        .annotate(
            **counts,
            lately=Count("reports", filter=open_ones & Q(reports__at__gt=now - ALARM_WINDOW)),
            first=Min("reports__at", filter=open_ones),
            last=Max("reports__at", filter=open_ones),
        )
        .filter(last__isnull=False)
        .order_by("-last")
        .values_list(
            "pk",
            "label",
            "venue__code",
            "venue__name",
            "venue__unit__name",
            "other_name",
            "wrong_place",
            "damaged",
            "first",
            "last",
            "lately",
        )
    )
    found = [ReportedCode(*row[:-1], alarm=row[-1] >= ALARM_REPORT_COUNT) for row in rows]
    return tuple(sorted(found, key=lambda each: not each.alarm))


def unconfirmed_venues(scope: Scope) -> tuple[UnconfirmedVenue, ...]:
    """Returns the scope's unconfirmed venues, the longest waiting first. One query."""
    rows = visible(scope).filter(confirmed=False, part_of__isnull=True, closed_at__isnull=True).order_by("created_at", "pk")
    values = rows.values_list("code", "name", "kind", "unit__name", "address", "created_at")
    return tuple(UnconfirmedVenue(*row) for row in values)


def unconfirmed_count(scope: Scope) -> tuple[int, datetime | None]:
    """Returns how many venues of the scope wait to be confirmed, and since when the first does."""
    rows = visible(scope).filter(confirmed=False, part_of__isnull=True, closed_at__isnull=True)
    found = rows.aggregate(many=Count("pk"), first=Min("created_at"))
    return found["many"], found["first"]
