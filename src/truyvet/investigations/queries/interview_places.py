"""Stays of cases: at places that no register knows, which a commune must find, and those that are known before an interview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import CaseFile, cases_in_scope, purpose_of_case
from truyvet.core.pagination import ListPage, list_page
from truyvet.devices.queries.encounters import encounters_of_person
from truyvet.investigations.models import InterviewPlace
from truyvet.investigations.queries.interview_windows import InterviewWindow
from truyvet.investigations.rules.interviews import InterviewState, PlaceOrigin, PlaceVerdict
from truyvet.places.queries import within
from truyvet.venues.queries import PersonVisit, visits_of
from truyvet.venues.queries.declared_visits import events_of_visits
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """A place where a case was that no register knows: never a person, never the case. ``start`` and ``end`` in epoch seconds."""

    event_id: UUID
    name: str
    address: str
    commune: str
    commune_id: int | None
    kind: str
    start: int
    end: int | None
    told_at: datetime


@dataclass(frozen=True, slots=True)
class KnownStay:
    """A stay that we know of before anybody asks. ``event_id`` is None of nearness between devices, which has no place."""

    key: str
    origin: PlaceOrigin
    event_id: UUID | None
    venue_code: str
    name: str
    start: int
    end: int | None
    source: VisitSource | None
    assurance: Assurance | None


def unknown_places_in_scope(scope: Scope, *, with_tied: bool = False) -> QuerySet[InterviewPlace]:
    """Selects stays of interviews in force at places of its communes that no register knows; ``with_tied``: also those found since."""
    rows = InterviewPlace.objects.filter(
        within(require_scope(scope), "commune__path"), origin=PlaceOrigin.TOLD.value, interview__state=InterviewState.FINAL.value
    ).exclude(verdict=PlaceVerdict.STRUCK.value)
    return rows.select_related("interview", "commune") if with_tied else rows.select_related("interview", "commune").filter(venue=None)


def unknown_places(scope: Scope, page: object = 1) -> ListPage[UnknownPlace]:
    """Returns a page of the places that the scope's communes must find, the one told first first. Two statements."""
    rows = unknown_places_in_scope(scope).order_by("interview__at", "pk")
    return list_page(rows, page, read=lambda part: [_unknown(row) for row in part])


def unknown_place(scope: Scope, event_id: UUID) -> UnknownPlace | None:
    """Returns one place that no register knows, within the scope; None when there is none, or it was found."""
    row = unknown_places_in_scope(scope).filter(event_id=event_id).first()
    return _unknown(row) if row is not None else None


def waiting_places(scope: Scope) -> tuple[int, datetime | None]:
    """Returns how many places wait to be found in the scope, and since when. One statement."""
    found = unknown_places_in_scope(scope).aggregate(count=Count("pk"), since=Min("interview__at"))
    return found["count"], found["since"]


def unknown_places_of_case(scope: Scope, case_id: int) -> tuple[UnknownPlace, ...]:
    """Returns the places of a case that no register knows yet, for who tells those who were there: they have no keeper. One statement."""
    rows = InterviewPlace.objects.filter(
        interview__case__in=cases_in_scope(require_scope(scope)).filter(pk=case_id).values("pk"),
        interview__state=InterviewState.FINAL.value, origin=PlaceOrigin.TOLD.value, venue=None,
    ).exclude(verdict=PlaceVerdict.STRUCK.value)  # fmt: skip
    return tuple(_unknown(row) for row in rows.select_related("interview", "commune").order_by("start", "pk"))


def known_stays(scope: Scope, case: CaseFile, window: InterviewWindow) -> tuple[KnownStay, ...]:
    """Returns what is known of where a case was: visits (scans, passes, declarations) and nearness of devices. Three statements."""
    told = replace(require_scope(scope), purpose=purpose_of_case(scope, case))
    visits = visits_of(told, case.person_id, since=window.first, until=window.last)
    events = events_of_visits(told, [visit.id for visit in visits])
    stays = [_stay(row, events[row.id]) for row in visits]
    near = encounters_of_person(told, case.person_id, window.first, window.last)
    stays += [KnownStay(f"b{start}", PlaceOrigin.ENCOUNTER, None, "", "", start, end, None, None) for start, end in near]
    return tuple(sorted(stays, key=lambda stay: (stay.start, stay.key)))


def _unknown(row: InterviewPlace) -> UnknownPlace:
    commune = row.commune.name if row.commune else ""
    return UnknownPlace(row.event_id, row.name, row.address, commune, row.commune_id, row.kind, row.start, row.end, row.interview.at)


def _stay(row: PersonVisit, event: UUID) -> KnownStay:
    return KnownStay(
        f"v{event.hex}", PlaceOrigin.VISIT, event, row.venue_code, row.venue_name, row.check_in, row.check_out, row.source, row.assurance
    )
