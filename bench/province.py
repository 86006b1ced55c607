"""A made-up province for measuring: who was where, for three weeks of May 2021. Deterministic, whole columns at a time.

It is no model of an epidemic (that is ``truyvet.simulate``): only the shape of the rows matters here. That is, many small
places, few big ones, shifts that overlap for hours, and errands of minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.records import MISSING, Ints, VenueColumns, VisitColumns

DAYS = 21
MIDNIGHT = 1_620_579_600
"""10 May 2021, 00:00 in Bắc Giang."""
AS_OF = MIDNIGHT + DAYS * 86_400
KINDS = ("line", "factory", "canteen", "class", "workshop", "market", "shop", "eatery", "bus", "clinic")
ASSURANCES = ("low", "medium", "high")
HOUR = 3_600
ERRANDS = (
    ("market", 0.5, 5, 6, 25),
    ("shop", 0.75, 6, 15, 20),
    ("eatery", 0.55, 6, 15, 40),
    ("bus", 0.35, 5, 16, 30),
    ("clinic", 0.03, 7, 9, 70),
)
"""Kind of place, how often a day, first hour, over how many hours, mean minutes."""
COMMUNE = 8_000
"""Residents of a commune, about as in Bắc Giang."""


@dataclass(frozen=True, slots=True)
class Province:
    """Rows sorted by check-in, as they would arrive."""

    persons: int
    visits: VisitColumns
    venues: VenueColumns


class _Places:
    """Numbers venues as they are founded."""

    def __init__(self) -> None:
        self.kinds: list[Ints] = []
        self.parents: list[Ints] = []
        self.size = 0

    def found(self, kind: str, count: int, part_of: Ints | None = None) -> Ints:
        """Numbers of ``count`` new venues of this kind."""
        self.kinds.append(np.full(count, KINDS.index(kind)))
        self.parents.append(np.full(count, MISSING) if part_of is None else part_of)
        self.size += count
        return np.arange(self.size - count, self.size)


@dataclass(frozen=True, slots=True)
class _Life:
    """Where each person spends the day, and where their errands lead. MISSING = nowhere."""

    commune: Ints
    base: Ints
    canteen: Ints
    starts: Ints
    """Seconds after midnight; night shifts start in the evening."""
    lasts: Ints
    goes: NDArray[np.float64]
    """Probability of going on a working day."""


def make(persons: int, seed: int = 21) -> Province:
    """About 61 visits a person over three weeks."""
    random = np.random.default_rng(seed)
    places = _Places()
    communes = max(3, persons // COMMUNE)
    commune = np.sort(random.integers(0, communes, persons))
    life = _lives(random, places, commune, communes)
    errands = {
        kind: places.found(kind, communes * each).reshape(communes, each)
        for kind, each in (("market", 3), ("shop", 70), ("eatery", 50), ("bus", 12), ("clinic", 2))
    }
    parts = [part for day in range(DAYS) for part in _day(random, life, errands, day)]
    person, venue, check_in, stay = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(check_in, kind="stable")
    person, venue, check_in, stay = person[order], venue[order], check_in[order], stay[order]
    check_out = np.where(random.random(order.size) < 0.06, MISSING, check_in + np.maximum(stay, 60))
    assurance = random.choice(4, order.size, p=[0.1, 0.6, 0.2, 0.1]) - 1
    kinds = np.concatenate(places.kinds)
    closes = np.where(np.isin(kinds, [KINDS.index("market"), KINDS.index("shop")]), 22 * HOUR, MISSING)
    return Province(
        persons, VisitColumns(person, venue, check_in, check_out, assurance), VenueColumns(kinds, closes, np.concatenate(places.parents))
    )


def _lives(random: np.random.Generator, places: _Places, commune: Ints, communes: int) -> _Life:
    persons = commune.size
    base, canteen = np.full(persons, MISSING), np.full(persons, MISSING)
    starts, lasts, goes = np.full(persons, 7 * HOUR), np.full(persons, 8 * HOUR), np.full(persons, 0.9)
    role = random.choice(4, persons, p=[0.24, 0.15, 0.31, 0.30])  # pupils, workers in plants, other workers, at home
    pupils = np.flatnonzero(role == 0)
    per_commune = max(4, int(persons * 0.24 / communes / 40))
    rooms = places.found("class", communes * per_commune)
    base[pupils] = rooms[commune[pupils] * per_commune + random.integers(0, per_commune, pupils.size)]
    lasts[pupils] = 4 * HOUR + HOUR // 2
    # Plants draw from everywhere. Two in three scan at the line, the others only at the gate.
    hands = random.permutation(np.flatnonzero(role == 1))
    starts[hands] = np.where(random.random(hands.size) < 0.3, 19 * HOUR + HOUR // 2, 7 * HOUR + HOUR // 2)
    lasts[hands] = 10 * HOUR
    sizes = _sizes(random, hands.size, 0.9, 60, max(300, min(8_000, persons // 40)))
    plants = places.found("factory", sizes.size)
    plant = np.repeat(np.arange(sizes.size), sizes)[: hands.size]
    lines = np.maximum(1, sizes // 60)
    first_line = np.cumsum(lines) - lines
    line = places.found("line", int(lines.sum()), np.repeat(plants, lines))
    at_line = (random.random(sizes.size) < 0.67)[plant]
    own_line = line[first_line[plant] + (random.random(hands.size) * lines[plant]).astype(np.int64)]
    base[hands] = np.where(at_line, own_line, plants[plant])
    canteen[hands] = places.found("canteen", sizes.size, plants)[plant]
    # The rest work near home, in small places.
    others = np.flatnonzero(role == 2)
    sizes = _sizes(random, others.size, 1.3, 3, 300)
    base[others] = places.found("workshop", sizes.size)[np.repeat(np.arange(sizes.size), sizes)[: others.size]]
    return _Life(commune, base, canteen, starts, lasts, goes)


def _sizes(random: np.random.Generator, total: int, alpha: float, least: int, most: int) -> Ints:
    """Sizes of workplaces, Pareto between ``least`` and ``most``, until ``total`` people have one."""
    drawn = np.minimum(least * (1 - random.random(total // least + 2)) ** (-1 / alpha), most).astype(np.int64)
    return drawn[: int(np.searchsorted(np.cumsum(drawn), total)) + 1]


Part = tuple[Ints, Ints, Ints, Ints]


def _day(random: np.random.Generator, life: _Life, errands: dict[str, Ints], day: int) -> Iterator[Part]:
    """(person, venue, check_in, stay) of one day's visits."""
    midnight = MIDNIGHT + day * 86_400
    working = 0.2 if day % 7 == 6 else 1.0
    goes = np.flatnonzero((life.base != MISSING) & (random.random(life.base.size) < life.goes * working))
    start = midnight + life.starts[goes] + _around(random, goes.size, 900)
    yield goes, life.base[goes], start, life.lasts[goes] + _around(random, goes.size, 1_500)
    eats = life.canteen[goes] != MISSING
    hungry = goes[eats]
    break_at = start[eats] + 4 * HOUR + random.integers(0, HOUR, hungry.size)
    yield hungry, life.canteen[hungry], break_at, _minutes(random, hungry.size, 30)
    everybody = np.arange(life.base.size)
    for kind, often, opens, hours, mean in ERRANDS:
        person = np.repeat(everybody, random.poisson(often, everybody.size))
        places = errands[kind]
        away = random.random(person.size) < 0.15
        where = np.where(away, random.integers(0, places.shape[0], person.size), life.commune[person])
        # A few places draw most of the custom.
        which = (places.shape[1] * random.random(person.size) ** 2).astype(np.int64)
        at = midnight + opens * HOUR + (random.random(person.size) * hours * HOUR).astype(np.int64)
        yield person, places[where, which], at, _minutes(random, person.size, mean)


def _around(random: np.random.Generator, size: int, spread: int) -> Ints:
    return (random.standard_normal(size) * spread).astype(np.int64)


def _minutes(random: np.random.Generator, size: int, mean: int) -> Ints:
    return (random.gamma(2.0, mean * 30, size)).astype(np.int64)
