"""Results and the second person, versions, closing, deletion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.second_person import confirm_as_second_person, open_slip_name

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases import actions, queries
from truyvet.cases.actions import OpenedCase, ResultEntry
from truyvet.cases.models import Case, Result
from truyvet.cases.queries import CaseFile
from truyvet.cases.rules import (
    CaseDates,
    CaseProblemReason,
    CaseRefused,
    CaseState,
    EditConflict,
    ResultOutcome,
)

pytestmark = pytest.mark.db


def read(scope: Scope, code: str) -> CaseFile:
    case = queries.case_file(scope, code)
    assert case is not None
    return case


def reason_of(refused: pytest.ExceptionInfo[CaseRefused]) -> CaseProblemReason:
    return refused.value.refusals[0].code


def test_a_second_person_confirms_and_opens_names(
    opened: Callable[..., OpenedCase], province: Scope, first: By, second: By, now: datetime
) -> None:
    code = opened().code
    case = read(province, code)
    told = {"now": now, "scope": province, "code": code, "version": case.version, "result_id": case.results[0].id}
    with pytest.raises(CaseRefused) as refused:
        actions.confirm_result(by=first, **told)
    assert reason_of(refused) is CaseProblemReason.SAME_PERSON
    assert not queries.may_open_names(province, code)
    with pytest.raises(CaseRefused) as refused:
        actions.confirm_result(by=second, **told)
    assert reason_of(refused) is CaseProblemReason.NAME_NOT_OPENED, "who did not read the name on the slip stands for nothing"
    open_slip_name(by=second, now=now - timedelta(seconds=1), scope=province, code=code)
    open_slip_name(by=first, now=now, scope=province, code=code)
    with pytest.raises(CaseRefused):
        actions.confirm_result(by=second, **told)  # before the result was entered, or by somebody else: no
    assert confirm_as_second_person(by=second, note="đã xem phiếu gốc", **told) is CaseState.CONFIRMED
    case = read(province, code)
    assert (case.state, case.confirmed_at, case.names_open) == (CaseState.CONFIRMED, now, True)
    assert queries.codes_that_open_names(province, (code, "BG-9999")) == {code}
    assert case.results[0].confirmed_name.startswith("Cán bộ")
    row = AuditRow.objects.get(action="cases.confirm")
    assert row.subject == f"case:{code}"
    assert "XN" not in str(row.facts)


def test_nobody_confirms_what_they_did_not_read(
    opened: Callable[..., OpenedCase], province: Scope, first: By, second: By, now: datetime, positive: ResultEntry
) -> None:
    code = opened().code
    case = read(province, code)
    actions.add_result(by=first, now=now, scope=province, code=code, result=replace(positive, reference="XN-2"))
    with pytest.raises(EditConflict):
        confirm_as_second_person(by=second, now=now, scope=province, code=code, version=case.version, result_id=case.results[0].id)
    assert read(province, code).state is CaseState.SUSPECTED


def test_a_negative_result_confirms_nothing(
    opened: Callable[..., OpenedCase], province: Scope, second: By, now: datetime, positive: ResultEntry
) -> None:
    code = opened(result=replace(positive, outcome=ResultOutcome.NEGATIVE)).code
    case = read(province, code)
    told = {"version": case.version, "result_id": case.results[0].id}
    assert confirm_as_second_person(by=second, now=now, scope=province, code=code, **told) is CaseState.SUSPECTED
    assert not queries.may_open_names(province, code)


def test_machines_and_citizens_confirm_nothing(opened: Callable[..., OpenedCase], province: Scope, now: datetime) -> None:
    code = opened().code
    case = read(province, code)
    for actor in (By.system("worker"), By(actor="person:ABC", role="citizen")):
        with pytest.raises(CaseRefused) as refused:
            actions.confirm_result(by=actor, now=now, scope=province, code=code, version=case.version, result_id=case.results[0].id)
        assert reason_of(refused) is CaseProblemReason.NOT_STAFF


def test_the_same_result_twice_is_one(
    opened: Callable[..., OpenedCase], province: Scope, first: By, now: datetime, positive: ResultEntry
) -> None:
    code = opened().code
    told = {"by": first, "now": now, "scope": province, "code": code}
    assert actions.add_result(result=positive, **told) == read(province, code).results[0].id
    with pytest.raises(CaseRefused) as refused:
        actions.add_result(result=replace(positive, outcome=ResultOutcome.NEGATIVE), **told)
    assert reason_of(refused) is CaseProblemReason.EVENT_CONFLICT
    assert Result.objects.count() == 1


def test_edits_carry_the_version_that_was_read(opened: Callable[..., OpenedCase], province: Scope, first: By, now: datetime) -> None:
    code = opened().code
    dates = CaseDates(onset_at=now - timedelta(days=5))
    told = {"by": first, "now": now, "scope": province, "code": code, "version": 1}
    assert actions.edit_case(dates=dates, **told) == 2
    with pytest.raises(EditConflict):
        actions.edit_case(dates=CaseDates(), **told)
    assert read(province, code).dates == dates
    assert AuditRow.objects.get(action="cases.edit").facts == {"changed": "onset_at sample_at"}


def test_discarding_needs_a_reason_and_shuts_names(opened: Callable[..., OpenedCase], province: Scope, second: By, now: datetime) -> None:
    code = opened().code
    case = read(province, code)
    told = {"by": second, "now": now, "scope": province, "code": code}
    confirm_as_second_person(version=case.version, result_id=case.results[0].id, **told)
    with pytest.raises(CaseRefused) as refused:
        actions.discard_case(version=2, reason="  ", **told)
    assert reason_of(refused) is CaseProblemReason.REASON_MISSING
    actions.discard_case(version=2, reason="mẫu bị lẫn", **told)
    case = read(province, code)
    assert (case.state, case.note, case.names_open) == (CaseState.DISCARDED, "mẫu bị lẫn", False)
    assert not queries.may_open_names(province, code)
    assert "mẫu" not in str(AuditRow.objects.get(action="cases.discarded").facts)


def test_a_suspected_case_cannot_recover(opened: Callable[..., OpenedCase], province: Scope, first: By, now: datetime) -> None:
    told = {"by": first, "now": now, "scope": province, "code": opened().code, "version": 1, "at": now}
    for state in (CaseState.RECOVERED, CaseState.DISCARDED, CaseState.CONFIRMED):
        with pytest.raises(CaseRefused) as refused:
            actions.close_case(state=state, **told)
        assert reason_of(refused) is CaseProblemReason.STATE


def test_files_go_two_years_after_closing_and_once(opened: Callable[..., OpenedCase], province: Scope, second: By, now: datetime) -> None:
    gone, kept = opened().code, opened().code
    actions.discard_case(by=second, now=now, scope=province, code=gone, version=1, reason="nhập nhầm")
    by = By.system("retention")
    assert actions.purge_cases(by=by, now=now + timedelta(days=730)) == 0
    assert actions.purge_cases(by=by, now=now + timedelta(days=731), batch_rows=1) == 1
    assert actions.purge_cases(by=by, now=now + timedelta(days=731)) == 0
    assert list(Case.objects.values_list("code", flat=True)) == [kept]
    assert Result.objects.count() == 1
