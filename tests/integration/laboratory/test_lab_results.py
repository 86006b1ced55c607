"""From an order to a result: by hand, by a pool, by a file; corrected, contradicted, and fed to a case."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.conftest import TODAY
from tests.second_person import confirm_as_second_person

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import case_file, known_cases
from truyvet.cases.rules import CaseState
from truyvet.laboratory import actions, queries
from truyvet.laboratory.models import LabResult, Sample, UnresolvedResult
from truyvet.laboratory.rules.results import LabOutcome, LabResultEntry
from truyvet.laboratory.rules.samples import LaboratoryAbsent, LaboratoryRefused, SampleKind, SampleState, SamplingReason, SamplingRequest

pytestmark = pytest.mark.db
Taken = Callable[..., list[str]]
Said = Callable[..., LabResultEntry]


@pytest.fixture
def act(first: By, now: datetime, province: Scope) -> dict[str, Any]:
    return {"by": first, "now": now, "scope": province}


def person_of(code: str) -> int:
    return Sample.objects.get(code=code).order.person_id


def state_of(code: str) -> str:
    return Sample.objects.get(code=code).state


def outcomes(scope: Scope, code: str) -> list[tuple[str, bool]]:
    return [(row.outcome.value, row.is_corrected) for row in queries.results_of_sample(scope, code)]


def test_the_same_request_orders_nothing_again(
    act: dict[str, Any], person: Callable[..., int], commune: Scope, other_commune: Scope
) -> None:
    persons = (person(), person("07444"))
    request = SamplingRequest(uuid.uuid4(), persons, (TODAY, TODAY + timedelta(days=7)), SamplingReason.CONTACT)
    assert actions.order_tests(**act, request=request) == actions.OrderedTests(4, 0)
    assert actions.order_tests(**act, request=request) == actions.OrderedTests(0, 4)
    other = SamplingRequest(uuid.uuid4(), persons, (TODAY,), SamplingReason.SYMPTOMS)
    assert actions.order_tests(**act, request=other) == actions.OrderedTests(0, 2), "one open test of a person and day"
    assert [row.person_id for row in queries.tests_due(commune, TODAY)] == [persons[0]]
    assert [row.person_id for row in queries.tests_due(other_commune, TODAY)] == [persons[1]]
    with pytest.raises(LaboratoryRefused) as refused:
        actions.order_tests(**{**act, "scope": commune}, request=SamplingRequest(uuid.uuid4(), persons, (TODAY,), SamplingReason.CONTACT))
    assert refused.value.code == "unknown_person"


def test_a_sample_is_taken_once(act: dict[str, Any], taken: Taken, other_commune: Scope, now: datetime) -> None:
    [code] = taken()
    sample = Sample.objects.get()
    assert sample.event_id and sample.taken_at
    same = actions.TakenSample(sample.event_id, code, SampleKind.THROAT, now)
    other = actions.TakenSample(uuid.uuid4(), code, SampleKind.SALIVA, now)
    changed = actions.TakenSample(sample.event_id, code, SampleKind.SALIVA, now)
    assert actions.record_samples(**act, entries=[same, other, changed]) == ("", "sample_state", "event_conflict")
    assert actions.record_samples(**{**act, "scope": other_commune}, entries=[other]) == ("unknown_sample",)


def test_a_positive_result_opens_a_case_that_a_second_person_confirms(
    act: dict[str, Any], taken: Taken, said: Said, second: By, province: Scope, now: datetime
) -> None:
    [code] = taken()
    entry = said(code, "positive", ct=21.5, reference="PXN-1")
    assert actions.enter_result(**act, entry=entry).accepted == 1
    assert actions.enter_result(**act, entry=entry).duplicate == 1
    case_code = known_cases(province, [person_of(code)])[person_of(code)]
    found = case_file(province, case_code)
    assert found is not None and found.state is CaseState.SUSPECTED and len(found.awaiting) == 1
    result = found.awaiting[0].id
    assert found.awaiting[0].reference == f"PXN-1 {code}"
    after = confirm_as_second_person(by=second, now=now, scope=province, code=case_code, version=found.version, result_id=result)
    assert after is CaseState.CONFIRMED
    assert queries.tests_due(province, TODAY) == () and state_of(code) == "resulted"


def test_the_page_of_a_case_warns_whoever_may_confirm(
    act: dict[str, Any], taken: Taken, said: Said, client_for: Callable[..., Client], province: Scope
) -> None:
    [code] = taken()
    actions.enter_result(**act, entry=said(code, "positive"))
    actions.enter_result(**act, entry=said(code, "negative"))
    address = f"/ca-benh/{known_cases(province, [person_of(code)])[person_of(code)]}/"
    reader = client_for("tracing_lead", "07783")
    assert f"Mẫu {code} có cả kết quả dương tính và âm tính" in reader.get(address).content.decode()
    wrong = LabResult.objects.get(outcome="positive").pk
    actions.correct_result(**act, result_id=wrong, event_id=uuid.uuid4(), outcome=LabOutcome.INVALID, reason="nhầm nhãn")
    page = reader.get(address).content.decode()
    assert f"đã đính chính kết quả dương tính của mẫu {code}" in page and "có cả kết quả" not in page


def test_a_negative_result_makes_no_case(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    [code] = taken()
    actions.enter_result(**act, entry=said(code, "negative"))
    assert known_cases(province, [person_of(code)]) == {}
    assert queries.count_test_orders(province, TODAY)["done"] == 1


def test_a_negative_pool_is_a_negative_result_of_each_sample(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    codes = taken(3)
    event = uuid.uuid4()
    pool = actions.make_pool(**act, event_id=event, codes=tuple(codes))
    assert actions.make_pool(**act, event_id=event, codes=tuple(reversed(codes))) == pool
    assert {state_of(code) for code in codes} == {"pooled"}
    actions.enter_result(**act, entry=said(pool, "negative"))
    assert [outcomes(province, code) for code in codes] == [[("negative", False)]] * 3
    with pytest.raises(LaboratoryRefused) as refused:
        actions.enter_result(**act, entry=said(pool, "positive"))
    assert refused.value.code == "pool_has_result"


def test_a_positive_pool_says_nothing_of_a_person(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    codes = taken(3)
    pool = actions.make_pool(**act, event_id=uuid.uuid4(), codes=tuple(codes))
    actions.enter_result(**act, entry=said(pool, "positive"))
    assert [outcomes(province, code) for code in codes] == [[]] * 3
    assert {state_of(code) for code in codes} == {"received"}
    assert known_cases(province, [person_of(code) for code in codes]) == {}
    actions.enter_result(**act, entry=said(codes[1], "positive"))
    assert list(known_cases(province, [person_of(code) for code in codes])) == [person_of(codes[1])]
    of_pool = LabResult.objects.get(sample__isnull=True)
    actions.correct_result(**act, result_id=of_pool.pk, event_id=uuid.uuid4(), outcome=LabOutcome.NEGATIVE, reason="nhầm đĩa")
    assert [outcomes(province, code) for code in codes] == [[("negative", False)], [("positive", False)], [("negative", False)]]


def test_what_a_corrected_pool_said_is_taken_back(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    codes = taken(2)
    pool = actions.make_pool(**act, event_id=uuid.uuid4(), codes=tuple(codes))
    actions.enter_result(**act, entry=said(pool, "negative"))
    of_pool = LabResult.objects.get(sample__isnull=True)
    event = uuid.uuid4()
    told = {**act, "result_id": of_pool.pk, "event_id": event, "outcome": LabOutcome.POSITIVE, "reason": "đọc nhầm đĩa"}
    new = actions.correct_result(**told)
    assert actions.correct_result(**told) == new
    assert [outcomes(province, code) for code in codes] == [[("negative", True), ("invalid", False)]] * 2
    assert {state_of(code) for code in codes} == {"received"}
    assert known_cases(province, [person_of(code) for code in codes]) == {}
    assert queries.count_test_orders(province, TODAY)["waiting"] == 2
    actions.enter_result(**act, entry=said(codes[0], "negative"))
    assert queries.count_test_orders(province, TODAY)["done"] == 1


def test_a_contradiction_is_shown_and_a_correction_ends_it(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    [code] = taken()
    actions.enter_result(**act, entry=said(code, "negative"))
    assert actions.enter_result(**act, entry=said(code, "positive")).conflicts == 1
    assert queries.conflicts(province).rows == (code,)
    counts = queries.count_test_orders(province, TODAY)
    assert (counts["done"], counts["conflict"], counts["open"]) == (0, 1, 1)
    assert queries.open_test_orders(province, queries.TestOrderFilter(TODAY, "conflict")).rows[0].sample == code
    wrong = LabResult.objects.get(outcome="negative")
    seen = max(row.change for row in queries.changed_results(province, 0))
    actions.correct_result(**act, result_id=wrong.pk, event_id=uuid.uuid4(), outcome=LabOutcome.INVALID, reason="nhầm nhãn")
    assert queries.conflicts(province).total == 0
    assert outcomes(province, code) == [("negative", True), ("positive", False), ("invalid", False)]
    assert {row.outcome.value for row in queries.changed_results(province, seen)} >= {"negative", "invalid"}
    with pytest.raises(LaboratoryRefused) as refused:
        actions.correct_result(**act, result_id=wrong.pk, event_id=uuid.uuid4(), outcome=LabOutcome.POSITIVE, reason="lại")
    assert refused.value.code == "already_corrected"


@pytest.mark.parametrize("outcome", ["inconclusive", "invalid"])
def test_a_result_that_says_nothing_asks_for_a_new_sample(
    act: dict[str, Any], taken: Taken, said: Said, province: Scope, outcome: str
) -> None:
    [code] = taken()
    actions.enter_result(**act, entry=said(code, outcome))
    [row] = queries.tests_due(province, TODAY)
    assert row.sample != code and row.sample_state is SampleState.ORDERED


def test_a_lost_sample_has_a_successor(act: dict[str, Any], taken: Taken, said: Said, province: Scope) -> None:
    [code] = taken()
    with pytest.raises(LaboratoryRefused):
        actions.move_sample(**act, code=code, state=SampleState.LOST)
    actions.move_sample(**act, code=code, state=SampleState.LOST, reason="vỡ ống")
    assert [row.sample_state for row in queries.tests_due(province, TODAY)] == [SampleState.ORDERED]
    with pytest.raises(LaboratoryRefused) as refused:
        actions.enter_result(**act, entry=said(code, "negative"))
    assert refused.value.code == "sample_state"


def test_every_row_of_a_file_is_accounted_for(act: dict[str, Any], taken: Taken, said: Said, province: Scope, commune: Scope) -> None:
    known, other = taken(2)
    strange = said("KHAC-01", "positive")
    entries = [said(known, "positive"), said(other, "negative"), strange, said(known, "negative")]
    added = actions.add_results(**act, entries=entries, keeps_unknown=True)
    assert (added.read, added.accepted, added.duplicate, added.rejects) == (4, 4, 0, ())
    assert (added.kept, added.conflicts) == (1, 1)
    again = actions.add_results(**act, entries=entries, keeps_unknown=True)
    assert (again.accepted, again.duplicate, again.rejects) == (0, 4, ())
    changed = [said("KHAC-01", "negative", event_id=strange.event_id)]
    assert actions.add_results(**act, entries=changed, keeps_unknown=True).rejects == ((0, "event_conflict"),)
    assert AuditRow.objects.filter(action="laboratory.add_results").count() == 3
    assert list(queries.unresolved_results(commune)) == []
    [kept] = queries.unresolved_results(province)
    [meant] = taken()
    actions.resolve_result(**act, unresolved_id=kept.pk, code=meant)
    assert outcomes(province, meant) == [("positive", False)]
    assert UnresolvedResult.objects.get().result is not None
    with pytest.raises(LaboratoryAbsent):
        actions.resolve_result(**act, unresolved_id=kept.pk, code=meant)


def test_readers_see_their_own(act: dict[str, Any], taken: Taken, said: Said, commune: Scope, other_commune: Scope, now: datetime) -> None:
    [here], [there] = taken(), taken(commune="07444")
    actions.enter_result(**act, entry=said(here, "positive"))
    both = [person_of(here), person_of(there)]
    assert list(queries.results_of(commune, both)) == [person_of(here)]
    assert queries.results_of(other_commune, both) == {}
    assert queries.sample_in_scope(other_commune, here) is None
    pool = actions.make_pool(**act, event_id=uuid.uuid4(), codes=(there, *taken()))
    assert not queries.pools_in_scope(commune).filter(code=pool).exists(), "its result would change somebody of elsewhere"
    figures = queries.day_figures(commune, TODAY - timedelta(days=1), TODAY)
    assert [(each.taken, each.resulted, each.positive) for each in figures.values()] == [(2, 1, 1)]


def test_lists_cost_the_same_for_one_and_for_three(
    act: dict[str, Any], taken: Taken, said: Said, province: Scope, django_assert_max_num_queries: Callable[..., object]
) -> None:
    codes = taken(3)
    for code in codes:
        actions.enter_result(**act, entry=said(code, "negative"))
    persons = [person_of(code) for code in codes]
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        queries.results_of(province, persons)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        queries.open_test_orders(province, queries.TestOrderFilter(TODAY, "done"))


def test_tests_go_two_years_after_their_day(act: dict[str, Any], taken: Taken, said: Said, now: datetime) -> None:
    codes = taken(2)
    pool = actions.make_pool(**act, event_id=uuid.uuid4(), codes=tuple(codes))
    actions.enter_result(**act, entry=said(pool, "negative"))
    by = By.system("retention")
    assert actions.purge_orders(by=by, now=now + timedelta(days=730)) == 0
    assert actions.purge_orders(by=by, now=now + timedelta(days=731)) == 2
    assert actions.purge_pools(by=by, now=now + timedelta(days=731)) == 1
    assert not LabResult.objects.exists() and not Sample.objects.exists()
