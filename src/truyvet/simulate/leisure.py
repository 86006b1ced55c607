"""The rest of a day: errands, evenings in the yard of a boarding house, neighbours and relatives who drop in."""

from __future__ import annotations

from typing import Final

import numpy as np

from truyvet.simulate import place_kinds
from truyvet.simulate.tables import MISSING, Belonging, DaytimeRole, Flags, Households, Ints, SimulatedPeople, SimulatedVenues
from truyvet.simulate.workday import HOUR_S, MINUTE_S, StayBlock

MORNING_ERRAND_SHARE: Final = 0.60
"""Chance that somebody who is at home by day goes out in the morning."""
EVENING_ERRAND_SHARE: Final = 0.40
NIGHT_SHIFT_ERRAND_SHARE: Final = 0.30
SECOND_STOP_SHARE: Final = 0.5
"""Of errands, those that go on to a shop or eatery."""
ELSEWHERE_SHARE: Final = 0.15
"""Of errands, those to another than the usual place."""
GATHERINGS_PER_PERSON_DAY: Final = 0.018
"""Per person and day."""
YARD_EVENING_SHARE: Final = 0.40

_DESTINATION_KINDS: Final = (place_kinds.MARKET, place_kinds.SHOP, place_kinds.EATERY, place_kinds.CLINIC, place_kinds.OTHER)
_SPOTS: Final = np.array([12, 1, 8, 3, 4])
"""Aisles, counters, tables, benches, corners of each destination."""
_MORNING: Final = (0.58, 0.27, 0.08, 0.03, 0.04)
_AFTERNOON: Final = (0.30, 0.50, 0.17, 0.01, 0.02)
_EVENING: Final = (0.00, 0.58, 0.40, 0.00, 0.02)


def errand_stays(
    rng: np.random.Generator,
    midnight: int,
    people: SimulatedPeople,
    venues: SimulatedVenues,
    own: Belonging,
    night: Flags,
    works: Flags,
) -> list[StayBlock]:
    """Short stays at markets, shops, eateries, the clinic, the pagoda, at times that nothing else fills."""
    draw = rng.random(len(people))
    grown = people.birth_year <= 2009
    at_home = grown & (people.role == DaytimeRole.AT_HOME)
    resting = grown & (people.role == DaytimeRole.WORKER) & ~works & ~own.night_shift
    morning = np.flatnonzero((at_home | resting) & (draw < MORNING_ERRAND_SHARE))
    evening = np.flatnonzero(grown & ~night & (rng.random(len(people)) < EVENING_ERRAND_SHARE))
    afternoon = np.flatnonzero(night & (rng.random(len(people)) < NIGHT_SHIFT_ERRAND_SHARE))
    firsts = [
        _trip(rng, morning, midnight + 6 * HOUR_S + 10 * MINUTE_S, 4 * HOUR_S, _MORNING, venues, own),
        _trip(rng, evening, midnight + 18 * HOUR_S + 15 * MINUTE_S, 20 * MINUTE_S, _EVENING, venues, own),
        _trip(rng, afternoon, midnight + 15 * HOUR_S + 30 * MINUTE_S, 45 * MINUTE_S, _AFTERNOON, venues, own),
    ]
    seconds: list[StayBlock] = []
    for first in firsts:
        on = rng.random(first.person.size) < SECOND_STOP_SHARE
        person, earliest = first.person[on].astype(np.int64), first.end[on].astype(np.int64) + 2 * MINUTE_S
        seconds.append(_trip(rng, person, earliest, 3 * MINUTE_S, _EVENING, venues, own))
    return firsts + seconds


def _trip(
    rng: np.random.Generator,
    person: Ints,
    earliest: int | Ints,
    span: int,
    chances: tuple[float, ...],
    venues: SimulatedVenues,
    own: Belonging,
) -> StayBlock:
    where = np.searchsorted(np.cumsum(chances)[:-1], rng.random(person.size), side="right")
    usual = np.stack([own.market, own.shop, own.eatery, own.clinic, own.pagoda])
    venue = usual[where, person].astype(np.int64)
    stray = rng.random(person.size) < ELSEWHERE_SHARE
    pick = rng.random(person.size)
    for row, kind in enumerate(_DESTINATION_KINDS):
        all_of_kind = np.flatnonzero(venues.kind == kind)
        here = stray & (where == row)
        venue[here] = all_of_kind[(pick[here] * all_of_kind.size).astype(np.int64)]
    start = earliest + rng.integers(0, span, person.size)
    end = start + rng.integers(8 * MINUTE_S, 30 * MINUTE_S, person.size)
    return StayBlock(person, venue, (rng.random(person.size) * _SPOTS[where]).astype(np.int64), start, end)


def gathering_stays(
    rng: np.random.Generator,
    midnight: int,
    people: SimulatedPeople,
    households: Households,
    first_home: int,
    free: Flags,
) -> tuple[list[StayBlock], Flags]:
    """Evenings at somebody's home with guests of the same commune; the venue is ``first_home`` + household.

    Returns the stays and who was at one.
    """
    count = len(people)
    number = round(count * GATHERINGS_PER_PERSON_DAY)
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
    start = midnight + 19 * HOUR_S + 45 * MINUTE_S + rng.integers(0, 20 * MINUTE_S, number)
    length = rng.integers(45 * MINUTE_S, 85 * MINUTE_S, number)
    late = rng.integers(0, 10 * MINUTE_S, person.size)
    there = np.zeros(count, dtype=bool)
    there[person] = True
    block = StayBlock(
        person,
        first_home + host[event],
        np.zeros(person.size, dtype=np.int64),
        start[event] + late,
        (start + length)[event],
    )
    return [block], there


def boarding_house_stays(rng: np.random.Generator, midnight: int, own: Belonging, free: Flags) -> list[StayBlock]:
    """Tenants cook and talk in the yard before ten."""
    chosen = (own.boarding_house != MISSING) & free
    person = np.flatnonzero(chosen & (rng.random(chosen.size) < YARD_EVENING_SHARE))
    start = midnight + 20 * HOUR_S + rng.integers(0, 45 * MINUTE_S, person.size)
    end = start + rng.integers(30 * MINUTE_S, 70 * MINUTE_S, person.size)
    return [StayBlock(person, own.boarding_house[person], rng.integers(0, 5, person.size), start, end)]
