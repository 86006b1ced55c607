"""Several phones, and one phone several times, at the same moment: every declaration once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, connections

from truyvet.audit.values import By
from truyvet.declarations.actions import DeclarationResult, declare, declare_many
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.declarations.rules.submission import Submission
from truyvet.passes.models import GateStatus, Hold
from truyvet.web.group_commit import GroupCommit

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def several_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and its test database lives in memory")


def at_once(acts: list[Callable[[], DeclarationResult]]) -> list[DeclarationResult]:
    def run(act: Callable[[], DeclarationResult]) -> DeclarationResult:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_event_from_many_threads(saying: Callable[..., Submission], by: By, now: datetime, citizen: Callable[..., int]) -> None:
    me = citizen()
    for _ in range(5):
        said = saying(event_id=uuid.uuid4(), person_id=me, showSignal="1")
        told = at_once([lambda s=said: declare(by=by, now=now, submission=s)] * 4)  # type: ignore[misc]
        assert len({each.code for each in told}) == 1
        assert sorted(each.repeated for each in told) == [False, True, True, True]
    assert Declaration.objects.count() == WatchItem.objects.count() == Hold.objects.count() == 5
    assert GateStatus.objects.count() == 1


def test_overlapping_groups(saying: Callable[..., Submission], by: By, now: datetime, units: dict[str, int]) -> None:
    said = [saying(phone=f"09123456{n:02}", birthYear=str(1950 + n)) for n in range(12)]
    parts = [said[:8], said[4:], said[2:10], list(reversed(said))]

    def take(part: list[Submission]) -> Callable[[], DeclarationResult]:
        def act() -> DeclarationResult:
            told = declare_many(by=by, now=now, submissions=part)
            assert all(isinstance(each, DeclarationResult) for each in told)
            answer = told[0]
            assert isinstance(answer, DeclarationResult)
            return answer

        return act

    at_once([take(part) for part in parts])
    assert Declaration.objects.count() == 12


def test_through_the_group_commit(saying: Callable[..., Submission], by: By, now: datetime, units: dict[str, int]) -> None:
    def write(items: Sequence[Submission]) -> list[DeclarationResult | Exception]:
        try:
            return [*declare_many(by=by, now=now, submissions=items)]
        finally:
            connections.close_all()  # the writer's thread outlives the test, its connection must not

    grouped: GroupCommit[Submission, DeclarationResult] = GroupCommit(write)
    said = [saying(phone=f"09123456{n:02}", birthYear=str(1950 + n)) for n in range(30)]
    told = at_once([lambda s=each: grouped.submit(s) for each in said * 2])  # type: ignore[misc]
    assert len({each.code for each in told}) == Declaration.objects.count() == 30
