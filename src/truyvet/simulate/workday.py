"""A working day: the plant with its bus, line and canteen; the class; the stall and the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from truyvet.simulate.tables import MISSING, Belonging, DaytimeRole, Flags, Ints, SimulatedPeople, Small

HOUR_S: Final = 3600
MINUTE_S: Final = 60
NIGHT_SHIFT_DELAY_S: Final = 12 * HOUR_S
"""The night shift is the day shift twelve hours later."""
PERSONS_PER_TABLE: Final = 6
BUS_ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class StayBlock:
    """Some stays; columns of one shape, see ``tables.TrueStays``."""

    person: Ints | Small
    venue: Ints | Small
    spot: Ints | Small
    start: Ints | Small
    end: Ints | Small


def worker_stays(rng: np.random.Generator, midnight: int, own: Belonging, works: Flags) -> list[StayBlock]:
    """Returns stays: bus, plant, workshop, line before and after the meal, canteen, bus. Day shift 7:10-17:00, night 19:10-5:00."""
    person = np.flatnonzero(works)
    if not person.size:
        return []
    base = midnight + np.where(own.night_shift[person], NIGHT_SHIFT_DELAY_S, 0).astype(np.int64)
    arrive = base + 7 * HOUR_S + 10 * MINUTE_S + rng.integers(0, 15 * MINUTE_S, person.size)
    leave = base + 17 * HOUR_S + rng.integers(0, 12 * MINUTE_S, person.size)
    line, plant = own.line[person], own.plant[person]
    meal = base + 11 * HOUR_S + 15 * MINUTE_S + line.astype(np.int64) % 4 * 30 * MINUTE_S
    table = _tables(rng, plant, meal, line)
    canteen = plant + 1  # registered right after its plant
    to_line, from_line = arrive + 5 * MINUTE_S, leave - 5 * MINUTE_S
    nowhere = np.full(person.size, MISSING)
    blocks = [
        StayBlock(person, plant, nowhere, arrive, leave),
        StayBlock(person, own.workshop[person], nowhere, arrive + 3 * MINUTE_S, leave - 3 * MINUTE_S),
        StayBlock(person, line, own.seat[person], to_line, meal),
        StayBlock(person, canteen, table, meal + 2 * MINUTE_S, meal + 27 * MINUTE_S),
        StayBlock(person, line, own.seat[person], meal + 30 * MINUTE_S, from_line),
    ]
    rides = own.bus[person] != MISSING
    rider, bus, base = person[rides], own.bus[person[rides]], base[rides]
    for depart, jitter in ((6 * HOUR_S + 15 * MINUTE_S, 0), (17 * HOUR_S + 18 * MINUTE_S, 3)):
        board = base + depart + rng.integers(0, 4 * MINUTE_S, rider.size)
        row = rng.integers(0, BUS_ROWS, rider.size)
        blocks.append(StayBlock(rider, bus, row, board, base + depart + (42 - jitter) * MINUTE_S))
    return blocks


def _tables(rng: np.random.Generator, plant: Small, meal: Ints, line: Small) -> Ints:
    """Tables of six, filled by who comes together: mostly one's own line, sometimes the next."""
    order = np.lexsort((line + rng.normal(0.0, 1.2, line.size), meal, plant))
    key = plant[order].astype(np.int64) * 100_000_000_000 + meal[order]
    starts = np.flatnonzero(np.diff(key, prepend=MISSING))
    within = np.arange(line.size) - np.repeat(starts, np.diff(starts, append=line.size))
    table = np.empty(line.size, dtype=np.int64)
    table[order] = within // PERSONS_PER_TABLE
    return table


def school_stays(rng: np.random.Generator, midnight: int, own: Belonging, goes: Flags) -> list[StayBlock]:
    """School in the morning for one half of the classes, in the afternoon for the other."""
    person = np.flatnonzero(goes)
    room, school = own.class_room[person], own.school[person]
    base = midnight + np.where(room % 2 == 0, 7 * HOUR_S, 13 * HOUR_S)
    come = base - rng.integers(0, 12 * MINUTE_S, person.size)
    go = base + 4 * HOUR_S + rng.integers(0, 8 * MINUTE_S, person.size)
    return [
        StayBlock(person, school, np.full(person.size, MISSING), come, go),
        StayBlock(person, room, own.seat[person], base + 2 * MINUTE_S, base + 4 * HOUR_S - MINUTE_S),
    ]


def trader_stays(rng: np.random.Generator, midnight: int, people: SimulatedPeople, own: Belonging, off: Flags) -> list[StayBlock]:
    """Sellers keep their aisle of the market until noon; shops are kept all day."""
    sells = np.flatnonzero((people.role == DaytimeRole.SELLER) & ~off)
    keeps = np.flatnonzero((people.role == DaytimeRole.SHOP_WORKER) & ~off)
    up = midnight + 4 * HOUR_S + 40 * MINUTE_S + rng.integers(0, 50 * MINUTE_S, sells.size)
    opens = midnight + 7 * HOUR_S + 30 * MINUTE_S + rng.integers(0, 30 * MINUTE_S, keeps.size)
    down = up + rng.integers(5 * HOUR_S, 7 * HOUR_S, sells.size)
    closes = opens + rng.integers(8 * HOUR_S, 9 * HOUR_S, keeps.size)
    return [
        StayBlock(sells, own.workplace[sells], own.seat[sells], up, down),
        StayBlock(keeps, own.workplace[keeps], own.seat[keeps], opens, closes),
    ]
