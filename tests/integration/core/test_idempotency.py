"""Once, whatever happens at the same moment."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError

from truyvet.core.idempotency import conflict_raises, write_batch, write_once
from truyvet.core.models import Cursor

pytestmark = pytest.mark.db


def find() -> Cursor | None:
    return Cursor.objects.filter(name="one").first()


def write() -> Cursor:
    return Cursor.objects.create(name="one", change=1)


def test_what_is_there_is_answered_and_not_written_again() -> None:
    assert write_once(find, write).pk == write_once(find, lambda: pytest.fail("written twice")).pk


def test_the_loser_of_a_race_gets_the_winners_row() -> None:
    looks = iter([None, "found"])

    def lose() -> str:
        write()
        write()
        raise AssertionError("unreachable")

    assert write_once(lambda: next(looks), lose) == "found"
    assert not Cursor.objects.exists(), "the loser's own rows went with its transaction"


def test_another_broken_constraint_is_seen() -> None:
    write()
    with pytest.raises(IntegrityError):
        write_once(lambda: None, write)


def test_a_batch_looks_again_after_a_lost_race() -> None:
    seen: list[int] = []

    def batch(attempt: int) -> int:
        seen.append(attempt)
        if attempt == 0:
            write()
            write()
        return attempt

    assert write_batch(batch) == 1 and seen == [0, 1]


def test_a_batch_that_loses_every_time_raises() -> None:
    def batch(attempt: int) -> int:
        write()
        write()
        return attempt

    with pytest.raises(IntegrityError):
        write_batch(batch, attempts=3)


def test_a_conflict_becomes_the_callers_error_and_what_came_before_stays() -> None:
    write()
    event = uuid4()
    with pytest.raises(LookupError, match=str(event)), conflict_raises(lambda: LookupError(event)):
        write()
    assert Cursor.objects.count() == 1
