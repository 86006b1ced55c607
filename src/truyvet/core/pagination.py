"""A list says how many rows it has in all, and its last page holds its last row. Every list of the house is cut here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator

Row = TypeVar("Row")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Row]):
    """Some rows of a list. ``number`` counts from 1; ``total`` is the true number of rows of the whole list."""

    rows: tuple[Row, ...]
    number: int
    page_rows: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.page_rows))

    @property
    def before(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the next page, if there is one."""
        return self.number + 1 if self.number < self.last else None

    def places(self) -> Iterator[int | str]:
        """Yields the pages near this one, the first and the last, with "…" where some are left out."""
        pages: Paginator[int] = Paginator(range(self.total), self.page_rows)
        yield from pages.get_elided_page_range(self.number, on_each_side=1, on_ends=1)


def list_page(
    chosen: Any, wanted: object = 1, *, page_rows: int = PAGE_ROWS, read: Callable[[Any], Sequence[Row]] = tuple
) -> ListPage[Row]:
    """Returns the page that the reader asks for, the nearest one that exists.

    ``chosen`` is an ordered QuerySet, or a list that is already in memory; ``read`` makes rows of one slice of it. ``wanted`` is a
    number, or the text of an address, which may be anything.
    """
    total: int = Paginator(chosen, page_rows).count
    number = min(_number(wanted), max(1, -(-total // page_rows)))
    start = (number - 1) * page_rows
    return ListPage(tuple(read(chosen[start : start + page_rows])), number, page_rows, total)


def _number(wanted: object) -> int:
    try:
        return max(1, int(str(wanted)))
    except ValueError:
        return 1
