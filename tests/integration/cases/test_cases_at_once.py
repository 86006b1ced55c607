"""Several officers at the same moment, on PostgreSQL: no number twice, no change lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from truyvet.audit.values import By, Scope
from truyvet.cases.actions import NewCase, OpenedCase, edit_case, open_case
from truyvet.cases.models import Case
from truyvet.cases.rules import CaseDates, CaseRefused, EditConflict

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except (CaseRefused, EditConflict) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture(autouse=True)
def several_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and its test database lives in memory")


def test_every_case_has_its_own_number(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    entries = [NewCase(uuid.uuid4(), person()) for _ in range(8)]
    told = at_once([lambda e=e: open_case(by=first, now=now, scope=province, entry=e) for e in entries])  # type: ignore[misc]
    assert {case.code for case in told if isinstance(case, OpenedCase)} == {f"BG-000{n}" for n in range(1, 9)}


def test_one_person_one_open_case(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> None:
    who = person()
    entries = [NewCase(uuid.uuid4(), who) for _ in range(5)]
    told = at_once([lambda e=e: open_case(by=first, now=now, scope=province, entry=e) for e in entries])  # type: ignore[misc]
    assert sum(isinstance(answer, OpenedCase) for answer in told) == Case.objects.count() == 1


def test_of_many_edits_of_one_version_one_stands(opened: Callable[..., OpenedCase], province: Scope, first: By, now: datetime) -> None:
    code = opened().code
    days = [CaseDates(onset_at=now - timedelta(days=n)) for n in range(1, 7)]
    told = at_once(
        [
            lambda d=d: edit_case(by=first, now=now, scope=province, code=code, version=1, dates=d)  # type: ignore[misc]
            for d in days
        ]
    )
    assert sorted(str(answer) for answer in told if not isinstance(answer, EditConflict)) == ["2"]
    assert Case.objects.get().version == 2
