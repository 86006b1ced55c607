"""How many stand under something today (people under quarantine, accounts): full tens, and never more than the units shown allow.

Standing figures of two days overlap in almost all persons, so an exact one would tell of each newcomer. A full ten says "at least so many".
"""

from __future__ import annotations

from truyvet.disclosure.shown_units import LEAST
from truyvet.disclosure.unit_tree import Counts, UnitTree


def standing_figures(tree: UnitTree, counts: Counts, *, least: int = LEAST) -> dict[str, int | None]:
    """Returns what is published for each unit: the count rounded down to a full ``least``, None below it.

    A sum is lowered until every hidden unit in it may hold nobody: shown ones may hold ``least - 1`` more than is shown, hidden ones as
    many.
    """
    found: dict[str, int | None] = {}
    for unit in reversed(tree.units()):
        parts = [found[each] for each in tree.under(unit)]
        value = counts[unit] // least * least
        if None in parts:
            reach = sum(part or 0 for part in parts) + (least - 1) * max(0, len(parts) - 2)
            value = min(value, reach // least * least)
        found[unit] = value if value >= least else None
    return {unit: found[unit] for unit in tree.units()}
