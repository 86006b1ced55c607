"""Batches, and a deletion that looks like a mistake asks first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from truyvet.core import retention
from truyvet.core.models import Cursor
from truyvet.core.retention import ConfirmationNeeded, confirmed, delete_in_batches, kept_for, usual_share

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


@pytest.mark.parametrize(("days", "share"), [
    (0, 0.05), (1, 1.0), (3, 1.0), (4, 0.75), (21, 3 / 21), (60, 0.05), (61, 0.05), (731, 0.05),
])  # fmt: skip
def test_three_ordinary_days_or_five_percent_go_unasked(days: int, share: float) -> None:
    assert usual_share(days) == share


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
    rows(7, 43)  # 14 %: three days of 21 are a seventh
    with kept_for(21):
        assert delete_in_batches(Cursor.objects.filter(change=1)) == 7
    rows_due = Cursor.objects.filter(name__in=[f"{number}" for number in range(7, 14)])
    with kept_for(90), pytest.raises(ConfirmationNeeded):
        delete_in_batches(rows_due)  # of a table that keeps 90 days this is nearly a fortnight
