"""The total is true and the last row is reached."""

from __future__ import annotations

import pytest

from truyvet.core.pagination import list_page

ROWS = list(range(23))


def test_walking_on_reaches_every_row() -> None:
    seen: list[int] = []
    number: int | None = 1
    while number is not None:
        found = list_page(number, page_rows=10, total=23, read=lambda start, stop: ROWS[start:stop])
        assert (found.first_row, found.last_row) == (len(seen) + 1, len(seen) + len(found.items))
        seen += found.items
        number = found.after
    assert seen == ROWS


@pytest.mark.parametrize(("wanted", "number"), [("2", 2), ("0", 1), ("-3", 1), ("99", 3), ("x", 1), (None, 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(wanted: object, number: int) -> None:
    found = list_page(wanted, page_rows=10, total=23, read=lambda start, stop: ROWS[start:stop])
    assert found.number == number


def test_an_empty_list_has_one_page() -> None:
    found = list_page(1, page_rows=10, total=0, read=lambda start, stop: [])
    assert (found.last, found.first_row, found.last_row, found.before, found.after) == (1, 0, 0, None, None)
