"""Cases in bulk: everything counted, nothing confirmed by one person."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.cases import queries
from truyvet.cases.actions import ImportedCase, NewCase, ResultEntry, add_cases, case_import
from truyvet.cases.models import Case
from truyvet.cases.rules import CaseDates, CaseProblemReason, CaseState

pytestmark = pytest.mark.db


def number(by: By) -> int:
    return int(by.actor.partition(":")[2])


@pytest.fixture
def line(person: Callable[..., int], now: datetime, first: By, second: By, positive: ResultEntry) -> Callable[..., ImportedCase]:
    def make() -> ImportedCase:
        entry = NewCase(
            uuid.uuid4(), person(), CaseDates(onset_at=now - timedelta(days=4)), result=positive,
            attached=("central", now - timedelta(hours=9)),
        )  # fmt: skip
        return ImportedCase(entry, CaseState.CONFIRMED, now - timedelta(days=1), number(first), number(second))

    return make


def test_everything_is_counted(line: Callable[..., ImportedCase], province: Scope, other_commune: Scope, first: By, now: datetime) -> None:
    good, other = line(), line()
    lines = [
        good,
        good,
        replace(good, entry=replace(good.entry, dates=CaseDates())),
        replace(other, second=other.first),
        replace(other, entry=replace(other.entry, event_id=uuid.uuid4(), result=None)),
        replace(other, entry=replace(other.entry, event_id=uuid.uuid4(), person_id=10**9)),
        replace(good, entry=replace(good.entry, event_id=uuid.uuid4())),
        other,
    ]
    told = add_cases(by=first, now=now, scope=province, lines=lines)
    assert (told.read, told.accepted, told.duplicate, told.rejected) == (8, 2, 1, 5)
    assert told.rejects == (
        (2, CaseProblemReason.EVENT_CONFLICT),
        (3, CaseProblemReason.SAME_PERSON),
        (4, CaseProblemReason.REFERENCE_MISSING),
        (5, CaseProblemReason.UNKNOWN_PERSON),
        (6, CaseProblemReason.ALREADY_OPEN),
    )
    assert told.codes == {0: "BG-0001", 1: "BG-0001", 7: "BG-0002"}
    assert queries.may_open_names(province, "BG-0001")
    again = add_cases(by=first, now=now, scope=province, lines=[good, other])
    assert (again.accepted, again.duplicate) == (0, 2)
    assert again.codes == {0: "BG-0001", 1: "BG-0002"}
    assert add_cases(by=first, now=now, scope=other_commune, lines=[line()]).rejects == ((0, CaseProblemReason.UNKNOWN_PERSON),)


def test_batches_are_transactions(
    line: Callable[..., ImportedCase], province: Scope, first: By, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_import, "MAX_CASES_PER_TRANSACTION", 2)
    told = add_cases(by=first, now=now, scope=province, lines=(line() for _ in range(5)))
    assert told.accepted == Case.objects.count() == 5
    assert AuditRow.objects.filter(action="cases.add").count() == 3
