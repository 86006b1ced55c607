"""Who came and went on one day, for the keeper of a venue: initials, times, assurance. There is no list by person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.people import queries as people
from truyvet.venues.models import GateScan, Visit
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.venue_kinds import ASSURANCES, Assurance, VisitSource


@dataclass(frozen=True, slots=True)
class LogLine:
    """One stay. Epoch seconds; ``initials`` "" for somebody without a name; ``verdict`` "" when no gate decided."""

    initials: str
    zone: str
    check_in: int
    check_out: int | None
    source: VisitSource
    assurance: Assurance
    verdict: str


@dataclass(frozen=True, slots=True)
class DayLog:
    """A page of a day, newest first. ``turned_away`` counts scans after which nobody went in, on all pages."""

    day: LocalDay
    visits: ListPage[LogLine]
    turned_away: int


def day_log(scope: Scope, posting: VenuePosting, day: LocalDay, *, page: object = 1, whole: bool = False) -> DayLog:
    """Returns one local day at the posting's venue and its zones: a page, or ``whole``. Four queries and those for the initials."""
    require_scope(scope)
    begins, ends = day.start_s, LocalDay.of_number(day.number + 1).start_s
    here = Q(venue=posting.venue_id) | Q(venue__part_of=posting.venue_id)
    chosen = Visit.objects.filter(here, check_in__gte=begins, check_in__lt=ends, void=False).order_by("-check_in", "-pk")
    size = max(1, chosen.count()) if whole else PAGE_ROWS
    visits = list_page(chosen, page, page_rows=size, read=lambda part: _lines(scope, part, posting))
    away = GateScan.objects.filter(here, at__gte=begins, at__lt=ends, admitted=False).exclude(verdict="pass").count()
    return DayLog(day, visits, away)


def _lines(scope: Scope, rows: QuerySet[Visit], posting: VenuePosting) -> tuple[LogLine, ...]:
    visits = list(
        rows.annotate(place=F("venue__name")).values_list(
            "event_id", "person_id", "venue_id", "place", "check_in", "check_out", "source", "assurance"
        )
    )
    names = people.initials(scope, {row[1] for row in visits})
    verdicts = dict(GateScan.objects.filter(event_id__in=[row[0] for row in visits]).values_list("event_id", "verdict"))
    return tuple(
        LogLine(
            names.get(person, ""), "" if venue == posting.venue_id else place, start, end, VisitSource(source), ASSURANCES[sure],
            verdicts.get(event, ""),
        )
        for event, person, venue, place, start, end, source, sure in visits
    )  # fmt: skip
