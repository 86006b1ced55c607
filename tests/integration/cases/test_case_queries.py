"""The list, its counts and its cost; nothing of another commune shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.second_person import confirm_as_second_person

from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.cases import queries, queue
from truyvet.cases.actions import NewCase, OpenedCase, open_case
from truyvet.cases.queries import CaseFilter
from truyvet.cases.rules import CaseDates, CaseState
from truyvet.core.room_contract import Severity

pytestmark = pytest.mark.db

ELSEWHERE = "07444"


def test_waiting_first_then_newest(
    opened: Callable[..., OpenedCase], province: Scope, first: By, now: datetime, person: Callable[..., int]
) -> None:
    waiting = opened().code
    later = now + timedelta(hours=1)
    quiet = open_case(by=first, now=later, scope=province, entry=NewCase(uuid.uuid4(), person())).code
    page = queries.list_cases(province, CaseFilter())
    assert [row.code for row in page.rows] == [waiting, quiet]
    assert [row.awaiting for row in page.rows] == [True, False]


def test_another_commune_shows_nothing(
    opened: Callable[..., OpenedCase], commune: Scope, other_commune: Scope, province: Scope, now: datetime
) -> None:
    mine = opened().code
    row = queries.case_file(commune, mine)
    assert row is not None
    assert queries.count_cases(commune).total == 1
    for wanted in (CaseFilter(), CaseFilter(text=mine), CaseFilter(text=row.person_code), CaseFilter(within="24/222/")):
        assert queries.list_cases(other_commune, wanted).total == 0
        assert queries.list_cases(commune, wanted).total == 1
    held = queries.count_cases(other_commune)
    assert (held.total, held.awaiting, sum(held.by_state.values())) == (0, 0, 0)
    assert queries.case_file(other_commune, mine) is None
    assert not queries.unconfirmed_results(other_commune).exists()
    assert queries.codes_that_open_names(other_commune, (mine,)) == frozenset()


def test_a_scope_without_units_sees_nothing(opened: Callable[..., OpenedCase], province: Scope) -> None:
    opened()
    nothing = Scope(role="tracer", paths=(), on=province.on)
    assert queries.count_cases(nothing).total == 0
    with pytest.raises(ScopeMissing):
        queries.list_cases(None, CaseFilter())  # type: ignore[arg-type]


def test_filters_and_pages(opened: Callable[..., OpenedCase], province: Scope, second: By, now: datetime) -> None:
    codes = [opened().code for _ in range(3)]
    case = queries.case_file(province, codes[0])
    assert case is not None
    confirm_as_second_person(by=second, now=now, scope=province, code=codes[0], version=1, result_id=case.results[0].id)
    only = CaseFilter(states=frozenset({CaseState.CONFIRMED}))
    assert [row.code for row in queries.list_cases(province, only).rows] == [codes[0]]
    assert queries.list_cases(province, CaseFilter(awaiting=True)).total == 2
    assert queries.list_cases(province, CaseFilter(text="bg-0002")).total == 1
    second_page = queries.list_cases(province, CaseFilter(), page=2, size=2)
    assert (len(second_page.rows), second_page.last, second_page.total) == (1, 2, 3)
    assert queries.list_cases(province, CaseFilter(), page=99, size=2).number == 2
    held = queries.count_cases(province)
    assert (held.by_state[CaseState.CONFIRMED], held.by_state[CaseState.SUSPECTED], held.awaiting) == (1, 2, 2)


def test_one_row_and_three_rows_cost_the_same(opened: Callable[..., OpenedCase], province: Scope, now: datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            queries.list_cases(province, CaseFilter())
            queries.count_cases(province)
            queue.read(province, now)
            queries.cases_for_trace(province)
        return len(queries_made)

    opened()
    one = cost()
    opened()
    opened()
    assert cost() == one == 7


def test_cases_for_a_trace(
    opened: Callable[..., OpenedCase], province: Scope, second: By, now: datetime, person: Callable[..., int]
) -> None:
    who = person()
    dates = CaseDates(now - timedelta(days=3), None, now - timedelta(days=5), now + timedelta(days=2))
    code = opened(person_id=who, dates=dates).code
    opened()  # suspected: no source
    assert queries.cases_for_trace(province) == ()
    case = queries.case_file(province, code)
    assert case is not None
    confirm_as_second_person(by=second, now=now, scope=province, code=code, version=1, result_id=case.results[0].id)
    found = queries.cases_for_trace(province)
    at = int(now.timestamp())
    day = 86_400
    assert found == ((case.id, who, at - 3 * day, at - day, at - 5 * day, at + 2 * day),)
    assert queries.cases_for_trace(province, codes=()) == ()
    assert queries.cases_for_trace(province, disease="measles") == ()


def test_the_queue_waits_for_somebody_else(
    opened: Callable[..., OpenedCase], province: Scope, first: By, second: By, now: datetime
) -> None:
    code = opened().code
    entered = Scope(role="tracing_lead", paths=("24/",), on=province.on, staff=int(first.actor.partition(":")[2]))
    stands = Scope(role="tracing_lead", paths=("24/",), on=province.on, staff=int(second.actor.partition(":")[2]))
    assert queue.read(entered, now) == []
    item = queue.read(stands, now)[0]
    assert item.url == f"/ca-benh/{code}/"
    assert item.severity is Severity.NOW
    assert queue.read(stands, now + timedelta(hours=3))[0].severity is Severity.LATE
