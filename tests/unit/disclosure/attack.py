"""An attacker with a solver: all that was ever published of one measure, and the ranges of every count that is still possible.

Counts of the first publication and what revisions added are variables; HiGHS finds the least and the greatest value of each count. Sums
by day and unit are flows, so that the ends of a range are whole numbers (totally unimodular): the linear programme is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import highspy

from truyvet.disclosure.publication import Release
from truyvet.disclosure.unit_tree import UnitTree

Cell = tuple[str, date]


class Count(StrEnum):
    """Which count of a cell: as first published, as revised, or what the revision added."""

    FIRST = "first"
    REVISED = "revised"
    ADDED = "added"


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def leaves_of(tree: UnitTree, unit: str) -> list[str]:
    below = [leaf for child in tree.under(unit) for leaf in leaves_of(tree, child)]
    return below or [unit]


@dataclass
class Attacker:
    """Knows the tree, the days, and every release; believes that corrections only add (``revised``)."""

    tree: UnitTree
    days: list[date]

    def __post_init__(self) -> None:
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        cells = [(leaf, day) for leaf in leaves_of(self.tree, self.tree.root) for day in self.days]
        self.first = {cell: at for at, cell in enumerate(cells)}
        self.added = {cell: at + len(cells) for cell, at in self.first.items()}
        for _ in range(2 * len(cells)):
            self.model.addVar(0, highspy.kHighsInf)

    def columns(self, unit: str, first: date, last: date, count: Count) -> list[int]:
        cells = [(leaf, day) for leaf in leaves_of(self.tree, unit) for day in days_of(first, last)]
        first, added = [self.first[cell] for cell in cells], [self.added[cell] for cell in cells]
        return {Count.FIRST: first, Count.ADDED: added, Count.REVISED: first + added}[count]

    def learn(self, releases: Iterable[Release], count: Count = Count.FIRST) -> None:
        for release in releases:
            for unit, value in release.values.items():
                if value is not None:
                    at = self.columns(unit, release.first, release.last, count)
                    self.model.addRow(value, value, len(at), at, [1.0] * len(at))

    def range_of(self, unit: str, first: date, last: date, count: Count) -> tuple[float, float]:
        at = self.columns(unit, first, last, count)
        for column in at:
            self.model.changeColCost(column, 1.0)
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.model.changeObjectiveSense(sense)
            self.model.run()
            status = self.model.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(self.model.getInfo().objective_function_value)
            else:
                assert sense == highspy.ObjSense.kMaximize and "nbounded" in self.model.modelStatusToString(status), status
                ends.append(float("inf"))
        for column in at:
            self.model.changeColCost(column, 0.0)
        return ends[0], ends[1]

    def recovered(
        self, spans: Iterable[tuple[date, date]], least: int, count: Count = Count.FIRST
    ) -> list[tuple[str, date, date, float, float]]:
        """Returns every count that must lie between 1 and ``least - 1``, and of single communes also those that cannot be nobody."""
        found = []
        for first, last in spans:
            for unit in self.tree.units():
                low, high = self.range_of(unit, first, last, count)
                is_leaf = not self.tree.under(unit)
                told = 0.5 < low < least - 0.5 and (high < least - 0.5 or (is_leaf and first == last))
                # That a revision added nobody to a figure is seen by its standing still.
                none = high < 0.5 and count is not Count.ADDED
                if told or none:
                    found.append((unit, first, last, low, high))
        return found


def truth_of(releases: Iterable[Release], counts: Mapping[date, Mapping[str, int]], tree: UnitTree) -> None:
    """Every published figure is the truth: no protection by a lie."""
    for release in releases:
        for unit, value in release.values.items():
            real = sum(counts[day][leaf] for leaf in leaves_of(tree, unit) for day in days_of(release.first, release.last))
            assert value is None or value == real
