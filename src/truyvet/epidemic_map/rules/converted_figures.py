"""What the figures of the units of 2021 are in the units of 2025: whole transfers add up, partial ones are estimates and say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from truyvet.places.rules import ConversionStep, Extent


@dataclass(frozen=True, slots=True)
class ConvertedFigure:
    """The value of a new unit, None where none of its old units is known. ``is_estimate``: an old unit was split, or is not known."""

    value: int | None
    is_estimate: bool


def converted_figures(
    values: Mapping[str, int], known: Collection[str], steps: Iterable[ConversionStep], wanted: Iterable[str]
) -> dict[str, ConvertedFigure]:
    """Returns the figure of each new unit (code) from those of old ones; ``known`` are the old units of which something is known.

    An old unit that was split is shared out in equal parts: how many people lived in which part is known to nobody here. ``steps`` must
    hold all steps out of each old unit.
    """
    every = list(steps)
    parts = Counter(step.old for step in every)
    found: dict[str, ConvertedFigure] = {}
    for code in wanted:
        into = [step for step in every if step.new == code]
        sure = [step for step in into if step.old in known]
        total = sum(values.get(step.old, 0) / parts[step.old] for step in sure)
        is_split = any(parts[step.old] > 1 or step.extent is Extent.PART for step in sure)
        is_estimate = bool(sure) and (len(sure) < len(into) or is_split)
        found[code] = ConvertedFigure(round(total) if sure else None, is_estimate)
    return found
