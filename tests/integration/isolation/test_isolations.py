"""Isolation periods: one at a time, by scope, with a case that is entered or imported, until their day of deletion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.actions import OpenedCase
from truyvet.cases.queries import CaseFilter, case_file, list_cases
from truyvet.isolation import actions, queries
from truyvet.isolation.actions import ImportedIsolation, isolations
from truyvet.isolation.case_parts import NewCaseIsolation
from truyvet.isolation.models import Isolation
from truyvet.isolation.rules import ALREADY_ENDED, ALREADY_ISOLATED, IsolationAbsent, IsolationEntry, IsolationPlace, IsolationRefused
from truyvet.people.models import Person

pytestmark = pytest.mark.db


def codes(refused: pytest.ExceptionInfo[IsolationRefused]) -> list[tuple[str, str]]:
    return [(refusal.field, refusal.code) for refusal in refused.value.refusals]


@pytest.fixture
def patient(opened: Callable[..., OpenedCase], province: Scope) -> tuple[str, int]:
    """A case and its person."""
    found = case_file(province, opened().code)
    assert found is not None
    return found.code, found.person_id


def test_isolation_once_at_a_time(patient: tuple[str, int], province: Scope, other_commune: Scope, first: By, now: datetime) -> None:
    code, person_id = patient
    at_home, earlier = IsolationEntry(IsolationPlace.HOME, now), IsolationEntry(IsolationPlace.HOME, now - timedelta(hours=1))
    row = actions.start_isolation(by=first, now=now, scope=province, person_id=person_id, entry=at_home, code=code)
    assert actions.start_isolation(by=first, now=now, scope=province, person_id=person_id, entry=at_home, code=code) == row
    with pytest.raises(IsolationRefused) as refused:
        actions.start_isolation(by=first, now=now, scope=province, person_id=person_id, entry=earlier)
    assert codes(refused) == [("starts_at", ALREADY_ISOLATED)]
    with pytest.raises(IsolationAbsent):
        actions.start_isolation(by=first, now=now, scope=other_commune, person_id=person_id, entry=earlier)
    with pytest.raises(IsolationAbsent):
        actions.end_isolation(by=first, now=now, scope=other_commune, isolation_id=row, ends_at=now)
    later = now + timedelta(days=14)
    with pytest.raises(IsolationRefused):
        actions.end_isolation(by=first, now=later, scope=province, isolation_id=row, ends_at=now)
    actions.end_isolation(by=first, now=later, scope=province, isolation_id=row, ends_at=later)
    actions.end_isolation(by=first, now=later, scope=province, isolation_id=row, ends_at=later)
    assert Isolation.objects.get().ends_at == later


def test_whoever_ends_a_period_second_is_told(
    patient: tuple[str, int], province: Scope, first: By, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = now - timedelta(days=14)
    row = actions.start_isolation(
        by=first, now=now, scope=province, person_id=patient[1], entry=IsolationEntry(IsolationPlace.HOME, started)
    )
    person = AuditRow.objects.get(action="cases.isolate").subject
    assert person == f"person:{Person.objects.get(pk=patient[1]).code}", "so that it stands on the person's page"

    read = Mock()
    read.filter.return_value.select_related.return_value.first.return_value = Isolation.objects.select_related("person").get(pk=row)
    monkeypatch.setattr(isolations, "isolations_in_scope", lambda _scope: read)
    Isolation.objects.update(ends_at=now - timedelta(hours=1))  # another officer, between our reading and our writing
    with pytest.raises(IsolationRefused) as refused:
        actions.end_isolation(by=first, now=now, scope=province, isolation_id=row, ends_at=now)
    assert codes(refused) == [("ends_at", ALREADY_ENDED)]
    assert Isolation.objects.get().ends_at == now - timedelta(hours=1)
    assert not AuditRow.objects.filter(action="cases.end_isolation").exists()


def test_a_period_in_the_future_is_refused(patient: tuple[str, int], province: Scope, first: By, now: datetime) -> None:
    with pytest.raises(IsolationRefused) as refused:
        entry = IsolationEntry(IsolationPlace.HOME, now + timedelta(minutes=1))
        actions.start_isolation(by=first, now=now, scope=province, person_id=patient[1], entry=entry)
    assert codes(refused) == [("starts_at", "in_the_future")]


def test_readers_see_their_own(
    patient: tuple[str, int], province: Scope, commune: Scope, other_commune: Scope, first: By, now: datetime
) -> None:
    code, person_id = patient
    since = now - timedelta(hours=2)
    actions.start_isolation(
        by=first, now=now, scope=province, person_id=person_id, entry=IsolationEntry(IsolationPlace.HOME, since), code=code
    )
    assert [row.starts_at for row in queries.isolations_of_person(commune, person_id)] == [since]
    assert queries.isolations_of_person(other_commune, person_id) == ()
    assert queries.isolation_starts(province) == ((person_id, int(since.timestamp())),)
    assert queries.isolation_starts(other_commune) == ()
    assert queries.isolated_persons(commune, [person_id]) == {person_id}
    assert queries.isolated_persons(other_commune, [person_id]) == frozenset()
    assert [row.isolated for row in list_cases(province, CaseFilter()).rows] == [True]


def test_somebody_isolated_already_is_isolated_once(patient: tuple[str, int], province: Scope, first: By, now: datetime) -> None:
    code, person_id = patient
    Isolation.objects.create(person_id=person_id, starts_at=now, place="home")
    part = NewCaseIsolation({"place": "home", "isolated_at": "2021-05-30T09:00"})
    assert part.form.is_valid()
    with pytest.raises(IsolationRefused) as refused:
        part.save(by=first, now=now, scope=province, person_id=person_id, code=code)
    assert codes(refused) == [("isolated_at", ALREADY_ISOLATED)]


def test_periods_of_an_import_are_added_once(patient: tuple[str, int], province: Scope, first: By, now: datetime) -> None:
    line = ImportedIsolation(patient[0], IsolationEntry(IsolationPlace.CENTRAL, now - timedelta(hours=9)))
    assert actions.add_isolations(by=first, now=now, scope=province, lines=[line]) == 1
    assert actions.add_isolations(by=first, now=now, scope=province, lines=[line]) == 0
    Isolation.objects.update(ends_at=now)
    assert actions.add_isolations(by=first, now=now, scope=province, lines=[line]) == 0
    assert AuditRow.objects.filter(action="isolation.add").count() == 3


def test_a_period_without_a_case_goes_two_years_after_its_end(patient: tuple[str, int], now: datetime) -> None:
    Isolation.objects.create(person_id=patient[1], starts_at=now - timedelta(days=1), ends_at=now, place="home")
    by = By.system("retention")
    assert actions.purge_isolations(by=by, now=now + timedelta(days=731)) == 0
    assert actions.purge_isolations(by=by, now=now + timedelta(days=731, seconds=1)) == 1
    assert not Isolation.objects.exists()
