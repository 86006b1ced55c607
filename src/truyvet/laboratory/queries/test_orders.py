"""Lists of test orders, what is due, and the figures of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.laboratory.models import Sample, TestOrder
from truyvet.laboratory.queries.lab_results import contradictory_samples
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope, results_in_scope, samples_in_scope
from truyvet.laboratory.rules.results import CONCLUSIVE, LabOutcome
from truyvet.laboratory.rules.samples import AWAITING_RESULT, SampleState, SamplingPriority, SamplingReason
from truyvet.laboratory.rules.turnaround import TURNAROUND_DAYS, Turnaround, turnaround
from truyvet.people.queries import masked_persons
from truyvet.people.queries.merges import merged_entries
from truyvet.people.values import MaskedPerson

_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DUE_STATES: Final = ("due", "overdue", "late", "waiting", "open", "conflict", "done")
"""Due by today and not taken, due before today, the result late, taken and without result, all open ones, contradictory, with a result."""


@dataclass(frozen=True, slots=True)
class TestOrderFilter:
    """Which orders: one of DUE_STATES on the day ``today``; ``unit`` is a unit path, "" for all in reach.

    ``late_before``: a sample that was taken earlier has no result yet, and should. ``person``: a person's row and those merged with it;
    then the state says nothing.
    """

    today: date
    state: str = "due"
    unit: str = ""
    late_before: datetime | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class TestOrderRow:
    """One order with its newest sample. ``person`` as in every list, None where they are out of reach: then the code is all."""

    id: int
    person_id: int
    person_code: str
    person: MaskedPerson | None
    commune: str
    reason: SamplingReason
    priority: SamplingPriority
    due_on: date
    sample: str
    sample_state: SampleState
    taken_at: datetime | None
    done_at: datetime | None


def _rows(scope: Scope) -> QuerySet[TestOrder]:
    newest = Sample.objects.filter(order=OuterRef("pk")).order_by("-pk")
    rows = orders_in_scope(scope).filter(cancelled_at__isnull=True)
    rows = rows.annotate(tube=Subquery(newest.values("code")[:1]), tube_state=Subquery(newest.values("state")[:1]))
    return rows.annotate(taken=Subquery(newest.values("taken_at")[:1]))


def _conditions(scope: Scope, wanted: TestOrderFilter) -> dict[str, Q]:
    """Returns the condition of each of DUE_STATES on ``_rows``."""
    untaken = Q(done_at__isnull=True, tube_state=SampleState.ORDERED.value)
    waiting = Q(done_at__isnull=True, tube_state__in=[state.value for state in AWAITING_RESULT])
    return {
        "due": untaken & Q(due_on__lte=wanted.today),
        "overdue": untaken & Q(due_on__lt=wanted.today),
        "late": waiting & (Q(taken__lt=wanted.late_before) if wanted.late_before else Q(taken__isnull=True)),
        "waiting": waiting,
        "open": Q(done_at__isnull=True),
        "conflict": Q(Exists(contradictory_samples(scope).filter(order=OuterRef("pk"))), done_at__isnull=True),
        "done": Q(done_at__isnull=False),
    }


def _filtered(scope: Scope, wanted: TestOrderFilter) -> QuerySet[TestOrder]:
    rows = _rows(scope)
    if wanted.person is not None:
        return rows.filter(person__in=merged_entries(wanted.person))
    rows = rows.filter(_conditions(scope, wanted)[wanted.state])
    if wanted.unit:
        rows = rows.filter(Q(person__commune__path__startswith=wanted.unit) | Q(unit__path__startswith=wanted.unit))
    return rows


def open_test_orders(scope: Scope, filters: TestOrderFilter, page: object = 1, *, page_rows: int = 50) -> ListPage[TestOrderRow]:
    """Returns a page of test orders within the scope, late ones first: by due day, or by when the sample was taken; then urgent ones."""
    order = {"late": ("taken", "pk"), "waiting": ("taken", "pk"), "done": ("-done_at", "-pk")}
    rows = _filtered(scope, filters).order_by(*order.get(filters.state, ("due_on", "-priority", "pk")))
    return list_page(rows, page, page_rows=page_rows, read=partial(_order_rows, scope))


def count_test_orders(scope: Scope, today: date, late_before: datetime | None = None, *, with_done: bool = True) -> dict[str, int]:
    """Returns how many orders within the scope are in each of DUE_STATES, in three queries; 0 "done" unless ``with_done``."""
    conditions = _conditions(scope, TestOrderFilter(today, late_before=late_before))
    standing = orders_in_scope(scope).filter(cancelled_at__isnull=True)
    found = {each: standing.filter(conditions.pop(each)).count() if each != "done" or with_done else 0 for each in ("conflict", "done")}
    counted = _rows(scope).filter(done_at__isnull=True).aggregate(**{each: Count("pk", filter=cond) for each, cond in conditions.items()})
    return found | {each: int(counted[each]) for each in conditions}


def communes_of_orders(scope: Scope, filters: TestOrderFilter) -> list[tuple[str, str, int]]:
    """Returns code, name and number of orders of each commune in which persons of these orders live, by name."""
    require_scope(scope)
    homes = _filtered(scope, replace(filters, unit="")).filter(person__commune__isnull=False)
    counted = homes.order_by().values_list("person__commune__code", "person__commune__name").annotate(n=Count("pk"))
    return sorted(counted, key=lambda row: (row[1], row[0]))


def recent_turnaround(scope: Scope, now: datetime) -> Turnaround:
    """Returns how long the tests within the scope took of which a result that says something was reported in the last week."""
    since = now - timedelta(days=TURNAROUND_DAYS)
    results = results_in_scope(scope).filter(replaced_by__isnull=True, outcome__in=CONCLUSIVE, reported_at__gte=since)
    times = results.order_by().values_list("sample_id", "sample__order__ordered_at", "sample__taken_at").annotate(first=Min("reported_at"))
    return turnaround((ordered, taken, reported) for _, ordered, taken, reported in times)


def has_test_orders(scope: Scope, person_id: int) -> bool:
    """Returns whether a test of this person, under whichever entry, was ever ordered within the scope."""
    return orders_in_scope(scope).filter(person__in=merged_entries(person_id)).exists()


def tests_due(scope: Scope, day: date) -> tuple[TestOrderRow, ...]:
    """Returns the open orders within the scope that are due on this day or before and whose sample was not taken."""
    return tuple(_order_rows(scope, _filtered(scope, TestOrderFilter(day)).order_by("due_on", "pk")))


def _order_rows(scope: Scope, rows: QuerySet[Any]) -> Sequence[TestOrderRow]:
    read = rows.values_list(
        "pk", "person_id", "person__code", "person__commune__name", "reason", "priority", "due_on", "tube", "tube_state", "taken", "done_at"
    )
    people = masked_persons(scope, [row[1] for row in read])
    return [
        TestOrderRow(
            pk, person, code, people.get(person), commune or "", SamplingReason(reason), SamplingPriority(priority), due, tube,
            SampleState(state), taken, done,
        )
        for pk, person, code, commune, reason, priority, due, tube, state, taken, done in read
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Samples of one commune on one local day: taken, with a first result that says something, positive."""

    taken: int = 0
    resulted: int = 0
    positive: int = 0


def day_figures(scope: Scope, first: date, last: date) -> dict[tuple[int | None, date], DayFigures]:
    """Returns figures by (commune row where the persons live, local day), both days included; results count on the day of reporting."""

    def counted(rows: QuerySet[Any], at: str, home: str, what: str) -> dict[tuple[int | None, date], int]:
        days = rows.annotate(home=F(home), day=TruncDate(at, tzinfo=_ZONE)).filter(day__range=(first, last))
        found = days.order_by().values("home", "day").annotate(n=Count(what, distinct=True))
        return {(each["home"], each["day"]): each["n"] for each in found}

    taken = counted(samples_in_scope(scope).filter(taken_at__isnull=False), "taken_at", "order__person__commune_id", "pk")
    results = results_in_scope(scope).filter(replaced_by__isnull=True, outcome__in=[each.value for each in CONCLUSIVE])
    home = "sample__order__person__commune_id"
    resulted = counted(results, "reported_at", home, "sample_id")
    positive = counted(results.filter(outcome=LabOutcome.POSITIVE.value), "reported_at", home, "sample_id")
    return {key: DayFigures(taken.get(key, 0), resulted.get(key, 0), positive.get(key, 0)) for key in {*taken, *resulted, *positive}}
