"""The total is true and the last row is reached."""

from __future__ import annotations

import pytest

from truyvet.core.pagination import list_page

ROWS = list(range(23))


def test_walking_on_reaches_every_row() -> None:
    seen: list[int] = []
    number: int | None = 1
    while number is not None:
        found = list_page(ROWS, number, page_rows=10)
        assert found.total == 23 and found.before == (number - 1 or None)
        seen += found.rows
        number = found.after
    assert seen == ROWS


@pytest.mark.parametrize(("wanted", "number"), [("2", 2), ("0", 1), ("-3", 1), ("99", 3), ("x", 1), (None, 1), ("9" * 5_000, 1), ("", 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(wanted: object, number: int) -> None:
    assert list_page(ROWS, wanted, page_rows=10).number == number


def test_only_the_rows_of_the_page_are_read() -> None:
    read: list[list[int]] = []
    list_page(ROWS, 2, page_rows=10, read=lambda part: read.append(part) or part)
    assert read == [ROWS[10:20]]


def test_an_empty_list_has_one_page() -> None:
    found = list_page([], page_rows=10)
    assert (found.rows, found.last, found.before, found.after) == ((), 1, None, None)


def test_many_pages_are_shown_with_gaps() -> None:
    assert list(list_page(range(200), 9, page_rows=10).places()) == [1, "…", 8, 9, 10, "…", 20]
