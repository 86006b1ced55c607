"""The rest of a day: errands, evenings in the yard of a boarding house, neighbours and relatives who drop in."""

from __future__ import annotations

from typing import Final

import numpy as np

from truyvet.simulate import kinds
from truyvet.simulate.tables import MISSING, Belonging, Flags, Households, Ints, People, Role, Venues
from truyvet.simulate.work import HOUR, MINUTE, Block

MORNING_ERRAND: Final = 0.60
"""Chance that somebody who is at home by day goes out in the morning."""
EVENING_ERRAND: Final = 0.40
NIGHT_SHIFT_ERRAND: Final = 0.30
SECOND_STOP: Final = 0.5
"""Of errands, those that go on to a shop or eatery."""
ELSEWHERE: Final = 0.15
"""Of errands, those to another than the usual place."""
GATHERINGS: Final = 0.018
"""Per person and day."""
YARD_EVENING: Final = 0.40

_DESTINATIONS: Final = ("market", "shop", "eatery", "clinic", "pagoda")
_DESTINATION_KINDS: Final = (kinds.MARKET, kinds.SHOP, kinds.EATERY, kinds.CLINIC, kinds.OTHER)
_SPOTS: Final = np.array([12, 1, 8, 3, 4])
"""Aisles, counters, tables, benches, corners of each destination."""
_MORNING: Final = (0.58, 0.27, 0.08, 0.03, 0.04)
_AFTERNOON: Final = (0.30, 0.50, 0.17, 0.01, 0.02)
_EVENING: Final = (0.00, 0.58, 0.40, 0.00, 0.02)


def errands(
    rng: np.random.Generator,
    midnight: int,
    people: People,
    venues: Venues,
    own: Belonging,
    night: Flags,
    works: Flags,
) -> list[Block]:
    """Short stays at markets, shops, eateries, the clinic, the pagoda, at times that nothing else fills."""
    draw = rng.random(len(people))
    grown = people.birth_year <= 2009
    at_home = grown & (people.role == Role.AT_HOME)
    resting = grown & (people.role == Role.WORKER) & ~works & ~own.night_shift
    morning = np.flatnonzero((at_home | resting) & (draw < MORNING_ERRAND))
    evening = np.flatnonzero(grown & ~night & (rng.random(len(people)) < EVENING_ERRAND))
    afternoon = np.flatnonzero(night & (rng.random(len(people)) < NIGHT_SHIFT_ERRAND))
    firsts = [
        _trip(rng, morning, midnight + 6 * HOUR + 10 * MINUTE, 4 * HOUR, _MORNING, venues, own),
        _trip(rng, evening, midnight + 18 * HOUR + 15 * MINUTE, 20 * MINUTE, _EVENING, venues, own),
        _trip(rng, afternoon, midnight + 15 * HOUR + 30 * MINUTE, 45 * MINUTE, _AFTERNOON, venues, own),
    ]
    seconds: list[Block] = []
    for first in firsts:
        on = rng.random(first.person.size) < SECOND_STOP
        person, earliest = first.person[on].astype(np.int64), first.end[on].astype(np.int64) + 2 * MINUTE
        seconds.append(_trip(rng, person, earliest, 3 * MINUTE, _EVENING, venues, own))
    return firsts + seconds


def _trip(
    rng: np.random.Generator,
    person: Ints,
    earliest: int | Ints,
    span: int,
    chances: tuple[float, ...],
    venues: Venues,
    own: Belonging,
) -> Block:
    where = np.searchsorted(np.cumsum(chances)[:-1], rng.random(person.size), side="right")
    usual = np.stack([own.market, own.shop, own.eatery, own.clinic, own.pagoda])
    venue = usual[where, person].astype(np.int64)
    stray = rng.random(person.size) < ELSEWHERE
    pick = rng.random(person.size)
    for row, kind in enumerate(_DESTINATION_KINDS):
        all_of_kind = np.flatnonzero(venues.kind == kind)
        here = stray & (where == row)
        venue[here] = all_of_kind[(pick[here] * all_of_kind.size).astype(np.int64)]
    start = earliest + rng.integers(0, span, person.size)
    end = start + rng.integers(8 * MINUTE, 30 * MINUTE, person.size)
    return Block(person, venue, (rng.random(person.size) * _SPOTS[where]).astype(np.int64), start, end)


def gatherings(
    rng: np.random.Generator,
    midnight: int,
    people: People,
    households: Households,
    first_home: int,
    free: Flags,
) -> tuple[list[Block], Flags]:
    """Evenings at somebody's home with guests of the same commune; the venue is ``first_home`` + household.

    Returns the stays and who was at one.
    """
    count = len(people)
    number = round(count * GATHERINGS)
    host = rng.choice(households.size.size, number, replace=False)
    commune_start = np.searchsorted(people.commune, np.arange(len(people.communes) + 1))
    lowest = commune_start[households.commune[host]]
    span = commune_start[households.commune[host] + 1] - lowest
    guests = rng.integers(1, 6, number)
    event = np.repeat(np.arange(number), guests)
    guest = lowest[event] + (rng.random(event.size) * span[event]).astype(np.int64)
    members = np.repeat(np.arange(number), households.size[host])
    shift = np.arange(members.size) - np.repeat(np.cumsum(households.size[host]) - households.size[host], households.size[host])
    member = households.first[host][members] + shift
    home = rng.random(members.size) < 0.8
    person = np.concatenate([member[home], guest])
    event = np.concatenate([members[home], event])
    person, once = np.unique(person, return_index=True)  # at one gathering only, hosts before guests
    event = event[once]
    able = free[person]
    person, event = person[able], event[able]
    start = midnight + 19 * HOUR + 45 * MINUTE + rng.integers(0, 20 * MINUTE, number)
    length = rng.integers(45 * MINUTE, 85 * MINUTE, number)
    late = rng.integers(0, 10 * MINUTE, person.size)
    there = np.zeros(count, dtype=bool)
    there[person] = True
    block = Block(
        person,
        first_home + host[event],
        np.zeros(person.size, dtype=np.int64),
        start[event] + late,
        (start + length)[event],
    )
    return [block], there


def boarding_evening(rng: np.random.Generator, midnight: int, own: Belonging, free: Flags) -> list[Block]:
    """Tenants cook and talk in the yard before ten."""
    chosen = (own.boarding_house != MISSING) & free
    person = np.flatnonzero(chosen & (rng.random(chosen.size) < YARD_EVENING))
    start = midnight + 20 * HOUR + rng.integers(0, 45 * MINUTE, person.size)
    end = start + rng.integers(30 * MINUTE, 70 * MINUTE, person.size)
    return [Block(person, own.boarding_house[person], rng.integers(0, 5, person.size), start, end)]
