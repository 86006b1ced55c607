"""Interviews of a case as documents: the version in force, the ones before it, and drafts that nobody has finished."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope
from truyvet.investigations.models import Interview, InterviewPlace
from truyvet.investigations.rules.interviews import InterviewState, PlaceOrigin, PlaceVerdict


@dataclass(frozen=True, slots=True)
class InterviewVersion:
    """One version without what was said: who wrote it and when, and how much stands in it."""

    event_id: UUID
    document: UUID
    case: str
    version: int
    state: InterviewState
    at: datetime
    staff: str
    reason: str
    named: int
    places: int


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A named contact of a version, by code; ``last_contact`` in epoch seconds, assumed where the day is not known."""

    code: str
    last_contact: int
    is_dated: bool
    tie: str
    where: str


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A stay of a version. Without ``venue_code`` no register knows the place."""

    event_id: UUID
    origin: PlaceOrigin
    verdict: PlaceVerdict
    venue_code: str
    venue_name: str
    name: str
    address: str
    commune_id: int | None
    commune: str
    kind: str
    start: int
    end: int | None
    word: str
    source_event: UUID | None
    known_start: int | None
    known_end: int | None
    visit_event: UUID | None

    @property
    def title(self) -> str:
        """The name that a register has, or the one that the person said."""
        return self.venue_name or self.name


@dataclass(frozen=True, slots=True)
class InterviewFile:
    """One version with all that was said."""

    row: InterviewVersion
    person_id: int
    named: tuple[NamedLine, ...]
    places: tuple[ToldPlace, ...]
    answers: Mapping[str, str]
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldInterview:
    """What the interviewed person themselves said in a version: nobody whom they named."""

    version: int
    state: InterviewState
    at: datetime
    answers: Mapping[str, str]
    places: tuple[ToldPlace, ...]


def interviews_in_scope(scope: Scope) -> QuerySet[Interview]:
    """Returns interviews, in all versions, of the cases that the reader sees."""
    return Interview.objects.filter(case__in=cases_in_scope(require_scope(scope)).values("pk"))


def interviews_of_case(scope: Scope, case: str) -> tuple[InterviewVersion, ...]:
    """Returns all versions and drafts of a case's interviews, the newest first. One statement."""
    rows = _counted(interviews_in_scope(scope).filter(case__code=case)).order_by("-at", "-pk")
    return tuple(_row(row) for row in rows)


def interview_file(scope: Scope, event_id: UUID) -> InterviewFile | None:
    """Returns the version of this event with all that was said; None when there is none to be seen. Three statements."""
    row = _counted(interviews_in_scope(scope).filter(event_id=event_id)).first()
    if row is None:
        return None
    named = row.named.order_by("pk").values_list("contact__code", "last_contact", "is_dated", "tie", "where")
    places = row.places.order_by("line").select_related("venue", "commune")
    return InterviewFile(
        _row(row), row.person_id, tuple(NamedLine(*each) for each in named), tuple(_place(each) for each in places),
        json.loads(row.answers) if row.answers else {}, json.loads(row.typed) if row.typed else {},
    )  # fmt: skip


def told_by(scope: Scope, person_id: int) -> tuple[ToldInterview, ...]:
    """Returns what a person said in interviews, for their own copy, in all versions; the scope's purpose is "self" or the machine's.

    Two statements.
    """
    require_scope(scope)
    rows = Interview.objects.filter(person_id=person_id, version__gt=0).order_by("at", "pk")
    places = Prefetch("places", InterviewPlace.objects.select_related("venue", "commune").order_by("line"))
    return tuple(
        ToldInterview(
            row.version, InterviewState(row.state), row.at, json.loads(row.answers) if row.answers else {},
            tuple(_place(each) for each in row.places.all()),
        )
        for row in rows.prefetch_related(places)
    )  # fmt: skip


def open_drafts(scope: Scope) -> tuple[int, datetime | None, str]:
    """Returns how many drafts wait in the scope, since when, and the case of the oldest. Two statements."""
    rows = interviews_in_scope(scope).filter(state=InterviewState.DRAFT.value)
    found = rows.aggregate(count=Count("pk"), since=Min("at"))
    first = rows.order_by("at", "pk").values_list("case__code", flat=True).first() if found["count"] else ""
    return found["count"], found["since"], first or ""


def _counted(rows: QuerySet[Interview]) -> QuerySet[Interview]:
    places = Count("places", distinct=True, filter=~Q(places__verdict=PlaceVerdict.STRUCK.value))
    return rows.select_related("case", "staff").annotate(named_count=Count("named", distinct=True), place_count=places)


def _row(row: Interview) -> InterviewVersion:
    return InterviewVersion(
        row.event_id, row.document, row.case.code, row.version, InterviewState(row.state), row.at,
        row.staff.display if row.staff else "", row.reason, row.named_count, row.place_count,  # type: ignore[attr-defined]
    )  # fmt: skip


def _place(row: InterviewPlace) -> ToldPlace:
    venue, commune = row.venue, row.commune
    return ToldPlace(
        row.event_id, PlaceOrigin(row.origin), PlaceVerdict(row.verdict), venue.code if venue else "", venue.name if venue else "",
        row.name, row.address, row.commune_id, commune.name if commune else "", row.kind, row.start, row.end, row.word,
        row.source_event, row.known_start, row.known_end, row.visit_event,
    )  # fmt: skip
