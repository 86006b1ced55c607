"""What a commune sees: its own residents who are contacts of somebody, somewhere; never of whom, nor by which way.

Nothing of a row comes from the run but the class of the contact, a day, a length, and a place of the reader's own
area. The order follows from what is shown, so it tells nothing more. One row a person, whatever the number of cases
and runs: how many there are elsewhere cannot be counted from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, codes_that_open_names, standing_cases
from truyvet.cases.rules import SOURCE_STATES
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.rules.runs import ContactVerdict, RunState
from truyvet.people.queries import masked_persons, root_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import within
from truyvet.tracing.answer import VISIT
from truyvet.tracing.calendar import local_day
from truyvet.venues.queries import VenueLabel, labels

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident to look after. ``day``: of the last contact; ``minutes`` in all, 0 where nobody measured them.

    ``place``: where most of it happened, when that lies in the reader's area.
    """

    person: MaskedPerson
    generation: int
    day: date
    minutes: int
    place: VenueLabel | None


@dataclass(frozen=True, slots=True)
class Residents:
    """One page of the list, and how many persons of each generation there are."""

    page: ListPage[ResidentRow]
    generations: Mapping[int, int]


def residents(scope: Scope, *, generation: int | None = None, page: object = 1, size: int = PAGE_ROWS) -> Residents:
    """Residents of the scope in the newest finished run of each case that two persons stand for, nearest first.

    ``generation``: only those who are nearest by so many steps, 1 for F1.
    """
    reader = require_scope(scope)
    newest = Decision.objects.filter(case_id=OuterRef("run__case_id"), person_id=OuterRef("person_id")).order_by("-at", "-pk")
    rows = (
        RunContact.objects.filter(within(reader, "person__commune__path"), run_id__in=_standing_runs(reader))
        .annotate(verdict=Subquery(newest.values("verdict")[:1]))
        .filter(Q(verdict__isnull=True) | ~Q(verdict=ContactVerdict.REFUTED.value))
        .values_list("person_id", "generation", "last", "why_seconds", "why_kind", "why_place")
    )
    # The time at the one place that weighs most: the sum over all sources (15 days within three) would tell how many there are.
    roots = root_persons(reader)
    best: dict[int, tuple[int, int, int, int]] = {}
    for person, steps, last, seconds, kind, place in rows.iterator(chunk_size=2_000):
        nearest = (steps, -local_day(last), -(seconds // 60), place if kind == VISIT else -1)
        root = roots.get(person, person)
        best[root] = min(best.get(root, nearest), nearest)
    for ill in _cases(reader):
        best.pop(roots.get(ill, ill), None)
    people = masked_persons(reader, best)
    counts = Counter(nearest[0] for person, nearest in best.items() if person in people)
    wanted = {person: nearest for person, nearest in best.items() if person in people and generation in (None, nearest[0])}
    order = sorted((nearest[:3], people[person].code, person) for person, nearest in wanted.items())

    def read(part: Sequence[tuple[tuple[int, ...], str, int]]) -> list[ResidentRow]:
        places = labels(reader, {best[person][3] for _, _, person in part})
        return [_row(people[person], best[person], places) for _, _, person in part]

    return Residents(list_page(order, page, page_rows=size, read=read), dict(sorted(counts.items())))


def _row(person: MaskedPerson, nearest: tuple[int, int, int, int], places: dict[int, VenueLabel]) -> ResidentRow:
    generation, day, minutes, place = nearest
    return ResidentRow(person, generation, EPOCH + timedelta(days=-day), -minutes, places.get(place))


def _cases(reader: Scope) -> list[int]:
    """Persons of the reader's area who are cases themselves: looked after as such."""
    return list(cases_in_scope(reader).filter(state__in=[state.value for state in SOURCE_STATES]).values_list("person_id", flat=True))


def _standing_runs(reader: Scope) -> list[int]:
    """The newest finished run of each case, among those all of whose cases stand. Read for the machine: counts no one."""
    system = Scope.system("residents", reader.on)
    runs = list(
        Run.objects.filter(state=RunState.DONE.value, case_id__in=standing_cases(system))
        .order_by("created_at", "pk")
        .values_list("pk", "case_id", "codes")
    )
    several = {code for _, _, codes in runs if len(codes) > 1 for code in codes}
    stand = codes_that_open_names(system, several) if several else frozenset()
    newest = {case: pk for pk, case, codes in runs if len(codes) == 1 or stand.issuperset(codes)}
    return list(newest.values())
