"""Days are put together until what is published of them is large enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from truyvet.disclosure.cross_table import Series, row_sums, series_of
from truyvet.disclosure.shown_units import LEAST, shown_units
from truyvet.disclosure.unit_tree import ELSEWHERE, Counts, UnitTree, sum_counts

OWN_SERIES_FROM: Final = 2
"""A district has daily figures of its own from twice ``LEAST`` on: at the limit itself it would lose them on the next quiet day."""


@dataclass(frozen=True, slots=True)
class DayBlock:
    """Days that are published as one figure. ``own`` are the districts with a figure of their own; ``values`` what is shown, None for
    hidden.

    ``continues`` says that the districts are those of the block before, so that one table by unit can cover both.
    """

    own: frozenset[str]
    values: Mapping[str, int | None]
    continues: bool


def close_block(tree: UnitTree, days: Sequence[Counts], own: frozenset[str] | None, *, least: int = LEAST) -> DayBlock | None:
    """Returns the block of these days (counts of every unit), or None while the province's sum is too small.

    ``own``: the districts of the block before, None at the beginning of a table. They stay while each of them and the others are large
    enough.
    """
    counts = sum_counts(list(days))
    if counts[tree.root] < least:
        return None
    continues = own is not None and all(_is_large(series, counts, least) for series in series_of(tree, own))
    first = (*tree.under(tree.root), ELSEWHERE)
    chosen = own if own is not None and continues else shown_units(first, counts, least=least, shown_from=OWN_SERIES_FROM * least)
    return DayBlock(chosen, day_values(tree, chosen, counts), continues)


def day_values(tree: UnitTree, own: frozenset[str], counts: Counts) -> dict[str, int | None]:
    """Returns what is shown of a block: the root, and each of its children that has figures of its own."""
    return {tree.root: counts[tree.root], **{unit: counts[unit] if unit in own else None for unit in tree.under(tree.root)}}


def _is_large(series: Series, counts: Counts, least: int) -> bool:
    """Returns whether the series can stand in a row; where every district stands alone, nobody need be elsewhere."""
    held = row_sums(series, [counts])[0]
    return held >= least or (series.members == (ELSEWHERE,) and not held)
