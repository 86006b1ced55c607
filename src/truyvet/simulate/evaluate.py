"""How much of the truth a trace finds, and at what price: found and isolated, as mean and spread over seeds.

Nothing here knows an engine: the tracer is passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from truyvet.simulate.answers import Tracer, Way, answers
from truyvet.simulate.options import RATES, Options, Rates
from truyvet.simulate.province import observe
from truyvet.simulate.tables import Cases, Flags, Truth
from truyvet.simulate.world import make_world

TOP: Final = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """Mean and sample standard deviation over the seeds; NaN when no seed had the figure."""

    mean: float
    spread: float

    @staticmethod
    def of(values: Sequence[float]) -> Figure:
        """Over ``values``, NaN left out."""
        known = np.array([v for v in values if not np.isnan(v)])
        if not known.size:
            return Figure(float("nan"), float("nan"))
        return Figure(float(known.mean()), float(known.std(ddof=1)) if known.size > 1 else 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One way of finding contacts at one set of rates."""

    rates: str
    way: Way
    found_next: Figure
    """Share of those infected by a detected case and not yet detected."""
    found_all: Figure
    """Share of all infected and not yet detected: also those whose infector nobody knows of."""
    healthy: Figure
    """Persons listed who are not infected."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The table, and what it was made of."""

    definition: str
    people: int
    top: int
    seeds: tuple[int, ...]
    infected: Figure
    cases: Figure
    next_to_find: Figure
    all_to_find: Figure
    lines: tuple[Line, ...]


def evaluate(
    seeds: Sequence[int],
    rates: Sequence[Rates] = tuple(RATES.values()),
    people: int = 20_000,
    definition_name: str = "default",
    *,
    tracer: Tracer,
    top: int = TOP,
    options: Options | None = None,
) -> Evaluation:
    """Trace each seed's province at each of ``rates`` and compare with its truth.

    The world, its outbreak and its cases are the same for all rates of a seed; only the records differ. ``options``
    gives the other choices of the world. Raises ValueError without seeds.
    """
    if not seeds:
        raise ValueError("seeds: at least one")
    base = options or Options()
    totals: list[tuple[float, ...]] = []
    scores: dict[tuple[str, Way], list[tuple[float, ...]]] = {}
    for seed in seeds:
        world = make_world(replace(base, seed=seed, people=people))
        following, everybody = to_find(world.truth, world.cases)
        for rate in rates:
            province = observe(world, rate)
            for way, listed in answers(province, tracer, top=top).items():
                healthy = float((listed & ~province.truth.infected).sum())
                row = (_share(listed, following), _share(listed, everybody), healthy)
                scores.setdefault((rate.name, way), []).append(row)
        sizes = (world.truth.infected.sum(), len(world.cases), following.sum(), everybody.sum())
        totals.append(tuple(float(s) for s in sizes))
    infected, cases, next_to_find, all_to_find = (Figure.of(column) for column in zip(*totals, strict=True))
    lines = tuple(Line(name, way, *(Figure.of(column) for column in zip(*rows, strict=True))) for (name, way), rows in scores.items())
    return Evaluation(definition_name, people, top, tuple(seeds), infected, cases, next_to_find, all_to_find, lines)


def to_find(truth: Truth, cases: Cases) -> tuple[Flags, Flags]:
    """Who is to be found: those infected by a detected case, and all infected; neither detected. Shapes (n,)."""
    detected = np.zeros(truth.infected_at.size, dtype=bool)
    detected[cases.person] = True
    everybody = truth.infected & ~detected
    by_case = everybody & (truth.infector >= 0) & detected[np.maximum(truth.infector, 0)]
    return by_case, everybody


def _share(listed: Flags, wanted: Flags) -> float:
    total = int(wanted.sum())
    return float((listed & wanted).sum()) / total if total else float("nan")
