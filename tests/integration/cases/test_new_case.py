"""Opening a case: exactly once, within the scope."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope, ScopeMissing
from truyvet.cases import queries
from truyvet.cases.actions import NewCase, OpenedCase, open_case
from truyvet.cases.models import Case, Result
from truyvet.cases.rules import CaseDates, CaseProblem, CaseProblemReason, CaseRefused, CaseState
from truyvet.core.idempotency import IdempotencyConflict

pytestmark = pytest.mark.db


def test_codes_count_under_the_letters_of_the_province(opened: Callable[..., OpenedCase]) -> None:
    assert [opened().code for _ in range(3)] == ["BG-0001", "BG-0002", "BG-0003"]


def test_a_case_holds_what_was_entered(opened: Callable[..., OpenedCase], province: Scope, now: datetime) -> None:
    case = queries.case_file(province, opened().code)
    assert case is not None
    assert case.state is CaseState.SUSPECTED
    assert case.dates.sample_at == now - timedelta(days=1)  # from its result
    assert [row.reference for row in case.results] == ["XN-20931"]
    assert not case.names_open


def test_the_same_event_again_is_the_same_case(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    entry = NewCase(uuid.uuid4(), person(), CaseDates(onset_at=now))
    one = open_case(by=first, now=now, scope=province, entry=entry)
    two = open_case(by=first, now=now + timedelta(hours=1), scope=province, entry=entry)
    assert (two.code, two.id, two.repeated) == (one.code, one.id, True)
    assert Case.objects.count() == 1
    assert AuditRow.objects.filter(action="cases.open").count() == 1


def test_the_same_event_with_another_body_is_refused(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    entry = NewCase(uuid.uuid4(), person(), CaseDates(onset_at=now))
    open_case(by=first, now=now, scope=province, entry=entry)
    with pytest.raises(IdempotencyConflict):
        open_case(by=first, now=now, scope=province, entry=replace(entry, dates=CaseDates()))


def test_one_open_case_for_a_person(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    who = person()
    open_case(by=first, now=now, scope=province, entry=NewCase(uuid.uuid4(), who))
    with pytest.raises(CaseRefused) as refused:
        open_case(by=first, now=now, scope=province, entry=NewCase(uuid.uuid4(), who))
    assert refused.value.refusals == (CaseProblem(CaseProblemReason.ALREADY_OPEN, "person"),)


@pytest.mark.parametrize("has_case", [True, False])
def test_outside_the_scope_the_answer_is_the_same_with_and_without_a_case(
    opened: Callable[..., OpenedCase],
    other_commune: Scope,
    first: By,
    now: datetime,
    person: Callable[..., int],
    has_case: bool,
) -> None:
    who = person()
    if has_case:
        opened(person_id=who)
    before = (Case.objects.count(), AuditRow.objects.count())
    with pytest.raises(CaseRefused) as refused:
        open_case(by=first, now=now, scope=other_commune, entry=NewCase(uuid.uuid4(), who))
    assert refused.value.refusals == (CaseProblem(CaseProblemReason.UNKNOWN_PERSON, "person"),)
    assert (Case.objects.count(), AuditRow.objects.count()) == before


def test_wrong_dates_write_nothing(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    entry = NewCase(uuid.uuid4(), person(), CaseDates(onset_at=now + timedelta(days=1)))
    with pytest.raises(CaseRefused):
        open_case(by=first, now=now, scope=province, entry=entry)
    assert not Case.objects.exists()
    assert not Result.objects.exists()


def test_a_person_without_a_home_belongs_to_the_commune_that_reported(
    province: Scope,
    other_commune: Scope,
    commune: Scope,
    first: By,
    now: datetime,
    person: Callable[..., int],
    units: dict[str, int],
) -> None:
    entry = NewCase(uuid.uuid4(), person(""), reported_commune_id=units["07444"])
    code = open_case(by=first, now=now, scope=province, entry=entry).code
    assert queries.case_file(other_commune, code) is not None
    assert queries.case_file(commune, code) is None


def test_without_a_scope_it_is_a_mistake_of_the_program(first: By, now: datetime) -> None:
    with pytest.raises(ScopeMissing):
        open_case(by=first, now=now, scope=None, entry=NewCase(uuid.uuid4(), 1))  # type: ignore[arg-type]
