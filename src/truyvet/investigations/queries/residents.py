"""What a commune sees: its own residents who are contacts of somebody, somewhere; never of whom, nor by which way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from truyvet.audit.values import Scope, need
from truyvet.cases.queries import standing_cases
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.rules.runs import RunState, Verdict
from truyvet.people.queries import shown
from truyvet.people.values import Shown
from truyvet.places.queries import within
from truyvet.tracing.answer import VISIT
from truyvet.venues.queries import VenueLabel, labels

MOST = 500


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident to look after: the day and length of the contact, and the place only when it lies in the scope."""

    person: Shown
    generation: int
    last: int
    seconds: int
    place: VenueLabel | None
    told_at: datetime
    names_open: bool


def residents(scope: Scope, *, limit: int = MOST) -> tuple[ResidentRow, ...]:
    """Residents of the scope in the newest finished run of each case that two persons stand for, nearest first.

    One row a person, whatever the number of runs: how many cases there are elsewhere cannot be told from it.
    """
    reader = need(scope)
    system = Scope.system("residents", reader.on)
    newer = Run.objects.filter(case_id=OuterRef("run__case_id"), state=RunState.DONE.value, created_at__gt=OuterRef("run__created_at"))
    refuted = Decision.objects.filter(case_id=OuterRef("run__case_id"), person_id=OuterRef("person_id"), verdict=Verdict.REFUTED.value)
    rows = (
        RunContact.objects.filter(within(reader, "person__commune__path"), run__state=RunState.DONE.value, run__case_id__in=standing_cases(system))
        .filter(~Exists(newer), ~Exists(refuted))
        .order_by("generation", "-score", "pk")
        .values_list("person_id", "generation", "why_day", "last", "why_seconds", "seconds", "why_kind", "why_place", "run__finished_at")
    )
    best: dict[int, tuple[int, int, int, int | None, int, datetime]] = {}
    for person, generation, _day, last, why_seconds, seconds, kind, place, told in rows.iterator(chunk_size=2_000):
        if person not in best:
            best[person] = (generation, last, why_seconds or seconds, kind, place, told)
        if len(best) >= limit:
            break
    people = shown(reader, best)
    places = labels(reader, {row[4] for row in best.values() if row[3] == VISIT})
    return tuple(
        ResidentRow(people[person], generation, last, seconds, places.get(place) if kind == VISIT else None, told, True)
        for person, (generation, last, seconds, kind, place, told) in best.items()
        if person in people
    )
