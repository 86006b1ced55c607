"""What is published of one measure of one province, day after day: the one place that decides it.

First the province's sum and those of large districts, by day; when a week is full, a table by district and commune for the days of the
week that are out. Tables hold different days, so they cannot be set against each other; within one, day and unit are judged together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from truyvet.disclosure.cross_table import series_of, shown_columns
from truyvet.disclosure.day_block import close_block, day_values
from truyvet.disclosure.revision import is_safe_revision
from truyvet.disclosure.shown_units import LEAST
from truyvet.disclosure.unit_tree import Counts, UnitTree, sum_counts


class ReleaseKind(StrEnum):
    """What is published together."""

    DAYS = "days"
    TABLE = "table"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Release:
    """Figures of the days first..last that are published together.

    ``own``: the districts with daily figures; ``shown``: the units of a table; ``counts``: what was counted in every unit, never published.
    """

    kind: ReleaseKind
    first: date
    last: date
    values: Mapping[str, int | None]
    own: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    counts: Counts = field(default_factory=dict)


@dataclass(slots=True)
class TableRows:
    """The days of a table that are out: first and last day, and the count of every unit as it was when they were published."""

    own: frozenset[str]
    days: list[tuple[date, date]] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)

    @property
    def week_end(self) -> date:
        """The Sunday by which the table is full."""
        first = self.days[0][0]
        return first + timedelta(days=6 - first.weekday())


@dataclass(slots=True)
class Publication:
    """One measure of one province on its way out. ``rows`` is the table that is still open."""

    tree: UnitTree
    rows: TableRows | None = None
    least: int = LEAST
    waiting: list[tuple[date, Counts]] = field(default_factory=list)

    def take_day(self, day: date, leaves: Counts) -> list[Release]:
        """Returns what can be published now that ``day`` has been counted; days come in order."""
        self.waiting.append((day, self.tree.sums(leaves)))
        block = close_block(self.tree, [counts for _, counts in self.waiting], self.rows.own if self.rows else None, least=self.least)
        if block is None:
            return []
        out = [] if block.continues else self.close_table()
        first, counts = self.waiting[0][0], sum_counts([counts for _, counts in self.waiting])
        self.waiting = []
        self.rows = self.rows or TableRows(block.own)
        self.rows.days.append((first, day))
        self.rows.counts.append(counts)
        out.append(Release(ReleaseKind.DAYS, first, day, block.values, block.own, counts=counts))
        return out + (self.close_table() if day >= self.rows.week_end else [])

    def skip_day(self) -> list[Release]:
        """Returns the table so far: a day will never be counted, and figures do not reach over it. What waited stays unpublished."""
        self.waiting = []
        return self.close_table()

    def close_table(self) -> list[Release]:
        """Returns the table by unit of the days that are out, if there are any; the next day begins another."""
        rows, self.rows = self.rows, None
        if rows is None:
            return []
        shown = rows.own.union(
            *(shown_columns(self.tree, series, rows.counts, least=self.least) for series in series_of(self.tree, rows.own))
        )
        return [table_release(self.tree, rows, shown)]


def table_release(tree: UnitTree, rows: TableRows, shown: frozenset[str]) -> Release:
    """Returns a table of the units ``shown``; every other one is None."""
    counts = sum_counts(list(rows.counts))
    values = {unit: counts[unit] if unit == tree.root or unit in shown else None for unit in tree.units()}
    return Release(ReleaseKind.TABLE, rows.days[0][0], rows.days[-1][1], values, rows.own, shown)


def revised_releases(
    tree: UnitTree, rows: TableRows, shown: frozenset[str], after: Sequence[Counts], *, least: int = LEAST
) -> list[Release]:
    """Returns a table and its days with the counts of now, or nothing while that would tell of a small change."""
    if not is_safe_revision(tree, rows.own, shown, rows.counts, after, least=least):
        return []
    new = TableRows(rows.own, rows.days, list(after))
    days = [
        Release(ReleaseKind.DAYS, *span, day_values(tree, rows.own, counts), rows.own, counts=counts)
        for span, counts in zip(rows.days, after, strict=True)
    ]
    return [*days, table_release(tree, new, shown)]
