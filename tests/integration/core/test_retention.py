"""Batches, and a deletion that looks like a mistake asks first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from truyvet.core import retention
from truyvet.core.models import Cursor
from truyvet.core.retention import ConfirmationNeeded, confirmed, delete_in_batches

pytestmark = pytest.mark.db


@pytest.fixture
def rows() -> Callable[[int, int], None]:
    def make(old: int, young: int) -> None:
        Cursor.objects.bulk_create(Cursor(name=f"{number}", change=number < old) for number in range(old + young))

    return make


def test_due_rows_go_in_batches_and_each_batch_is_recorded(rows: Callable[[int, int], None]) -> None:
    rows(7, 10)
    recorded: list[int] = []
    assert delete_in_batches(Cursor.objects.filter(change=1), record=recorded.append, batch_rows=3) == 7
    assert recorded == [3, 3, 1] and Cursor.objects.count() == 10


def test_half_a_table_at_once_is_asked_about(rows: Callable[[int, int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ASK_FROM_ROWS", 5)
    rows(8, 7)
    with pytest.raises(ConfirmationNeeded) as asked:
        delete_in_batches(Cursor.objects.filter(change=1))
    assert (asked.value.due, asked.value.total) == (8, 15) and Cursor.objects.count() == 15
    with confirmed():
        assert delete_in_batches(Cursor.objects.filter(change=1)) == 8


def test_a_usual_day_is_not_asked_about(rows: Callable[[int, int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "ASK_FROM_ROWS", 5)
    rows(7, 8)
    assert delete_in_batches(Cursor.objects.filter(change=1)) == 7
