"""Many devices at the same moment, on PostgreSQL: nothing twice, nothing lost, no check-out left alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from django.db import connection, connections

from truyvet.audit.values import By
from truyvet.venues.actions import RegisteredVenue, VisitorScan, check_in, check_out
from truyvet.venues.models import CheckOut, Visit
from truyvet.venues.rules.scan import ScanAnswer, ScanState

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
T = TypeVar("T")


def at_once(acts: list[Callable[[], T]]) -> list[T]:
    """Run all together, each on its own connection."""

    def run(act: Callable[[], T]) -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture(autouse=True)
def several_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and its test database lives in memory")


def test_one_event_sent_over_many_lines(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    event = VisitorScan(uuid.uuid4(), person(), venue().code, now)
    answers: list[ScanAnswer] = at_once([lambda: check_in(by=by, now=now, scan=event)] * 6)
    assert Visit.objects.count() == 1
    assert sorted(answer.state.value for answer in answers) == [ScanState.ACCEPTED.value] + [ScanState.REPEATED.value] * 5
    assert len({(answer.at, answer.signs) for answer in answers}) == 1


def test_entries_and_check_outs_together(person: Callable[[], int], venue: Callable[..., RegisteredVenue], by: By, now: datetime) -> None:
    people, code = [person() for _ in range(8)], venue().code
    early = now - timedelta(hours=1)
    acts: list[Callable[[], ScanAnswer]] = []
    for who in people:
        acts.append(lambda who=who: check_in(by=by, now=now, scan=VisitorScan(uuid.uuid4(), who, code, early)))  # type: ignore[misc]
        acts.append(lambda who=who: check_out(by=by, now=now, scan=VisitorScan(uuid.uuid4(), who, code, now)))  # type: ignore[misc]
    at_once(acts)
    assert Visit.objects.filter(check_out=int(now.timestamp())).count() == len(people)
    assert not CheckOut.objects.filter(visit__isnull=True).exists()
