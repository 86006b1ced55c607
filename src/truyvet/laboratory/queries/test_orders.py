"""Lists of test orders, what is due, and the figures of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from truyvet.audit.values import Scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.laboratory.models import Sample, TestOrder
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope, results_in_scope, samples_in_scope
from truyvet.laboratory.rules.results import CONCLUSIVE, LabOutcome
from truyvet.laboratory.rules.samples import AWAITING_RESULT, SampleState, SamplingPriority, SamplingReason

_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DUE_STATES: Final = ("due", "overdue", "open", "waiting", "done")
"""Due today or before and not taken, overdue, all open ones, taken and without result, with a result."""


@dataclass(frozen=True, slots=True)
class TestOrderFilter:
    """Which orders: one of DUE_STATES on the day ``today``; ``unit`` is a unit path, "" for all in reach; ``reason`` "" for any."""

    today: date
    state: str = "due"
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TestOrderRow:
    """One order with its newest sample, the person under their code."""

    id: int
    person_id: int
    person_code: str
    commune: str
    reason: SamplingReason
    priority: SamplingPriority
    due_on: date
    sample: str
    sample_state: SampleState
    taken_at: datetime | None
    done_at: datetime | None


def _filtered(scope: Scope, wanted: TestOrderFilter) -> QuerySet[TestOrder]:
    newest = Sample.objects.filter(order=OuterRef("pk")).order_by("-pk")
    rows = orders_in_scope(scope).filter(cancelled_at__isnull=True)
    rows = rows.annotate(tube=Subquery(newest.values("code")[:1]), tube_state=Subquery(newest.values("state")[:1]))
    rows = rows.annotate(taken=Subquery(newest.values("taken_at")[:1]))
    untaken = Q(tube_state=SampleState.ORDERED.value)
    chosen = {
        "due": Q(done_at__isnull=True, due_on__lte=wanted.today) & untaken,
        "overdue": Q(done_at__isnull=True, due_on__lt=wanted.today) & untaken,
        "open": Q(done_at__isnull=True),
        "waiting": Q(done_at__isnull=True, tube_state__in=[state.value for state in AWAITING_RESULT]),
        "done": Q(done_at__isnull=False),
    }
    rows = rows.filter(chosen[wanted.state])
    if wanted.unit:
        rows = rows.filter(Q(person__commune__path__startswith=wanted.unit) | Q(unit__path__startswith=wanted.unit))
    return rows.filter(reason=wanted.reason) if wanted.reason else rows


def open_test_orders(scope: Scope, filters: TestOrderFilter, page: object = 1, *, page_rows: int = 50) -> ListPage[TestOrderRow]:
    """Returns a page of test orders within the scope: urgent ones first, then by due day."""
    rows = _filtered(scope, filters).order_by("-priority", "due_on", "pk")
    if filters.state == "done":
        rows = rows.order_by("-done_at", "-pk")
    return list_page(rows, page, page_rows=page_rows, read=_order_rows)


def count_test_orders(scope: Scope, today: date) -> dict[str, int]:
    """Returns how many orders within the scope are in each of DUE_STATES."""
    return {state: _filtered(scope, TestOrderFilter(today, state)).count() for state in DUE_STATES}


def tests_due(scope: Scope, day: date) -> tuple[TestOrderRow, ...]:
    """Returns the open orders within the scope that are due on this day or before and whose sample was not taken."""
    return tuple(_order_rows(_filtered(scope, TestOrderFilter(day)).order_by("due_on", "pk")))


def _order_rows(rows: QuerySet[Any]) -> Sequence[TestOrderRow]:
    read = rows.values_list(
        "pk", "person_id", "person__code", "person__commune__name", "reason", "priority", "due_on", "tube", "tube_state", "taken", "done_at"
    )
    return [
        TestOrderRow(
            pk, person, code, commune or "", SamplingReason(reason), SamplingPriority(priority), due, tube, SampleState(state), taken, done
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
