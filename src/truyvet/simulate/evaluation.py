"""Evaluates strategies against the truth: whom they find and whom they isolate, as mean and spread over seeds.

Nothing here knows an engine: the tracer is passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from truyvet.simulate.options import RATE_PRESETS, TEAMS_STAGE, ProvinceOptions, RecordingRates, random_stream
from truyvet.simulate.province import Province, record_province
from truyvet.simulate.strategies import ContactStrategy, Tracer, list_contacts
from truyvet.simulate.tables import DetectedCases, Flags, InfectionTruth, Ints
from truyvet.simulate.team_work import HOUR_S, NEVER, TeamOptions, work_through
from truyvet.simulate.world import make_world

DEFAULT_TOP_CONTACTS: Final = 200


@dataclass(frozen=True, slots=True)
class MeanAndSpread:
    """Mean and sample standard deviation over the seeds; NaN when no seed had the figure; one seed has no deviation."""

    mean: float
    spread: float

    @staticmethod
    def of(values: Sequence[float]) -> MeanAndSpread:
        """Over ``values``, NaN left out."""
        known = np.array([v for v in values if not np.isnan(v)])
        if not known.size:
            return MeanAndSpread(float("nan"), float("nan"))
        return MeanAndSpread(float(known.mean()), float(known.std(ddof=1)) if known.size > 1 else float("nan"))


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """One strategy at one set of rates."""

    rates: str
    strategy: ContactStrategy
    found_next: MeanAndSpread
    """Share of those infected by a detected case and not yet detected."""
    found_all: MeanAndSpread
    """Share of all infected and not yet detected: also those whose infector nobody knows of."""
    healthy: MeanAndSpread
    """Persons listed who are not infected."""
    hours_to_call: MeanAndSpread
    """Median from the newest result to the first call of a listed person; whoever was not called within the horizon counts as then."""
    hours_to_order: MeanAndSpread
    """The same to the order."""
    reached: MeanAndSpread
    """Share of the listed who were reached within the horizon."""
    infected_reached: MeanAndSpread
    """Share of all infected and not yet detected who were reached within the horizon."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The table, and what it was made of."""

    definition: str
    people: int
    top: int
    seeds: tuple[int, ...]
    infected: MeanAndSpread
    cases: MeanAndSpread
    next_to_find: MeanAndSpread
    all_to_find: MeanAndSpread
    teams: TeamOptions
    lines: tuple[EvaluationLine, ...]


def evaluate(
    seeds: Sequence[int],
    rates: Sequence[RecordingRates] = tuple(RATE_PRESETS.values()),
    people: int = 20_000,
    definition_name: str = "default",
    *,
    tracer: Tracer,
    top: int = DEFAULT_TOP_CONTACTS,
    options: ProvinceOptions | None = None,
    teams: TeamOptions | None = None,
) -> Evaluation:
    """Trace each seed's province at each of ``rates`` and compare with its truth.

    The world, its outbreak and its cases are the same for all rates of a seed; only the records differ. ``options``
    gives the other choices of the world, ``teams`` who calls and visits those listed. Raises ValueError without seeds.
    """
    if not seeds:
        raise ValueError("seeds: at least one")
    base, office = options or ProvinceOptions(), teams or TeamOptions()
    totals: list[tuple[float, ...]] = []
    scores: dict[tuple[str, ContactStrategy], list[tuple[float, ...]]] = {}
    for seed in seeds:
        world = make_world(replace(base, seed=seed, people=people))
        following, everybody = list_to_find(world.truth, world.cases)
        for rate in rates:
            province = record_province(world, rate)
            for way, persons in list_contacts(province, tracer, top=top).items():
                listed = _flags(persons, everybody.size)
                healthy = float((listed & ~province.truth.infected).sum())
                row = (_share(listed, following), _share(listed, everybody), healthy)
                scores.setdefault((rate.name, way), []).append(row + _worked(persons, everybody, province, office, seed))
        sizes = (world.truth.infected.sum(), len(world.cases), following.sum(), everybody.sum())
        totals.append(tuple(float(s) for s in sizes))
    infected, cases, next_to_find, all_to_find = (MeanAndSpread.of(column) for column in zip(*totals, strict=True))
    lines = tuple(
        EvaluationLine(name, way, *(MeanAndSpread.of(column) for column in zip(*rows, strict=True))) for (name, way), rows in scores.items()
    )
    return Evaluation(definition_name, people, top, tuple(seeds), infected, cases, next_to_find, all_to_find, office, lines)


def list_to_find(truth: InfectionTruth, cases: DetectedCases) -> tuple[Flags, Flags]:
    """Who is to be found: those infected by a detected case, and all infected; neither detected. Shapes (n,)."""
    detected = np.zeros(truth.infected_at.size, dtype=bool)
    detected[cases.person] = True
    everybody = truth.infected & ~detected
    by_case = everybody & (truth.infector >= 0) & detected[np.maximum(truth.infector, 0)]
    return by_case, everybody


def _worked(persons: Ints, everybody: Flags, province: Province, office: TeamOptions, seed: int) -> tuple[float, float, float, float]:
    """Returns hours to call, hours to order, share of the list reached, share of ``everybody`` reached. The list is there at the as-of."""
    start = province.options.as_of
    done = work_through(persons.size, start, office, random_stream(seed, TEAMS_STAGE))
    waited = start - int(province.cases.result.max()) if len(province.cases) else 0

    def median(moments: Ints) -> float:
        return float(np.median(np.minimum(moments, office.horizon_s) + waited)) / HOUR_S if persons.size else float("nan")

    reached = done.reached != NEVER
    share = float(reached.mean()) if persons.size else float("nan")
    return median(done.called), median(done.ordered), share, _share(_flags(persons[reached], everybody.size), everybody)


def _flags(persons: Ints, count: int) -> Flags:
    flags = np.zeros(count, dtype=bool)
    flags[persons] = True
    return flags


def _share(listed: Flags, wanted: Flags) -> float:
    total = int(wanted.sum())
    return float((listed & wanted).sum()) / total if total else float("nan")
