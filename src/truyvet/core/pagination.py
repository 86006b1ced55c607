"""A list says how many rows it has in all, and its last page holds its last row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """Some rows of a list. ``number`` counts from 1; ``total`` is the true number of rows of the whole list."""

    items: Sequence[Item]
    number: int
    page_rows: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.page_rows))

    @property
    def first_row(self) -> int:
        """The place of the first row shown, from 1; 0 in an empty list."""
        return (self.number - 1) * self.page_rows + 1 if self.items else 0

    @property
    def last_row(self) -> int:
        """The place of the last row shown."""
        return self.first_row + len(self.items) - 1 if self.items else 0

    @property
    def before(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the next page, if there is one."""
        return self.number + 1 if self.number < self.last else None


def list_page(wanted: object, *, page_rows: int, total: int, read: Callable[[int, int], Sequence[Item]]) -> ListPage[Item]:
    """Returns the page that the reader asks for (``wanted``: a number or text of the address), the nearest one that exists.

    ``read(start, stop)`` returns the rows of the list from ``start`` to before ``stop``.
    """
    try:
        number = int(str(wanted))
    except ValueError:
        number = 1
    number = min(max(1, number), max(1, -(-total // page_rows)))
    start = (number - 1) * page_rows
    return ListPage(read(start, start + page_rows), number, page_rows, total)
