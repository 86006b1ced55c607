"""Two merges that together would make a ring, at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from truyvet.audit.values import By, Scope
from truyvet.people import actions, queries
from truyvet.people.models import Alias
from truyvet.people.values import MergeRefused, RegisteredPerson

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]


def test_no_ring(register: Callable[..., RegisteredPerson], by: By, now: datetime, province: Scope) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time; in memory it refuses a second one instead of letting it wait")
    persons = [register(f"Người {number}") for number in range(3)]
    for _ in range(5):
        start = threading.Barrier(3)
        refused: list[str] = []

        def run(number: int, start: threading.Barrier = start, refused: list[str] = refused) -> None:
            codes = {"person_code": persons[number].code, "into_code": persons[(number + 1) % 3].code}
            start.wait()
            try:
                actions.merge(by=by, now=now, scope=province, reason="thử", **codes)
            except MergeRefused as error:
                refused.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == ["cycle"]
        ids = [person.person_id for person in persons]
        assert len(set(queries.root_persons(province, ids).values())) == 1
        for person in persons:
            actions.unmerge(by=by, now=now, scope=province, person_code=person.code)
    assert not Alias.objects.filter(undone_at=None).exists()
