"""When may figures that are out be replaced by corrected ones? Old and new together tell the difference, which is a figure too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from truyvet.disclosure.cross_table import Series, column_parts, is_safe_cross, row_sums, series_of
from truyvet.disclosure.shown_units import LEAST
from truyvet.disclosure.unit_tree import Counts, UnitTree, sum_counts


def is_safe_revision(
    tree: UnitTree,
    own: frozenset[str],
    shown: frozenset[str] | None,
    before: Sequence[Counts],
    after: Sequence[Counts],
    *,
    least: int = LEAST,
) -> bool:
    """Returns whether a table's rows and columns may be published again.

    ``before`` and ``after`` hold the counts of every unit for each row, ``shown`` the units of the table by unit (None: not published).
    Every sum that everybody knows stays at least ``least`` and changes by nothing or by at least ``least``, and the table of the
    differences is safe as well.
    """
    changed = False
    for series in series_of(tree, own):
        rows = _change(row_sums(series, before), row_sums(series, after), least)
        columns = _change(_columns(tree, series, shown, before), _columns(tree, series, shown, after), least)
        if rows is None or columns is None:
            return False
        if shown is not None and not is_safe_cross(_columns(tree, series, shown, after), row_sums(series, after), least=least):
            return False
        signs = {value > 0 for value in (*rows, *columns) if value}
        if len(signs) == 1 and columns and not is_safe_cross([abs(x) for x in columns if x], [abs(x) for x in rows if x], least=least):
            return False
        changed = changed or any(rows) or any(columns)
    return changed


def _columns(tree: UnitTree, series: Series, shown: frozenset[str] | None, days: Sequence[Counts]) -> list[int]:
    if shown is None:
        return []
    counts: Mapping[str, int] = sum_counts(list(days))
    return [sum(counts[unit] for unit in part) for part in column_parts(tree, series, shown)]


def _change(before: Sequence[int], after: Sequence[int], least: int) -> list[int] | None:
    """Returns the differences, or None when one of them or one of the new sums is too small."""
    found = [new - old for old, new in zip(before, after, strict=True)]
    small = any(new < least and (new or old) for old, new in zip(before, after, strict=True)) or any(
        0 < abs(each) < least for each in found
    )
    return None if small else found
