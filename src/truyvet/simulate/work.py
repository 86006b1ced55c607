"""A working day: the plant with its bus, line and canteen; the class; the stall and the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from truyvet.simulate.tables import MISSING, Belonging, Flags, Ints, People, Role, Small

HOUR: Final = 3600
MINUTE: Final = 60
NIGHT_LATER: Final = 12 * HOUR
"""The night shift is the day shift twelve hours later."""
TABLE: Final = 6
BUS_ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class Block:
    """Some stays; columns of one shape, see ``Stays``."""

    person: Ints | Small
    venue: Ints | Small
    spot: Ints | Small
    start: Ints | Small
    end: Ints | Small


def workers(rng: np.random.Generator, midnight: int, own: Belonging, works: Flags) -> list[Block]:
    """Bus, plant, workshop, line before and after the meal, canteen, bus. Day shift 7:10-17:00, night 19:10-5:00."""
    person = np.flatnonzero(works)
    if not person.size:
        return []
    base = midnight + np.where(own.night_shift[person], NIGHT_LATER, 0).astype(np.int64)
    arrive = base + 7 * HOUR + 10 * MINUTE + rng.integers(0, 15 * MINUTE, person.size)
    leave = base + 17 * HOUR + rng.integers(0, 12 * MINUTE, person.size)
    line, plant = own.line[person], own.plant[person]
    meal = base + 11 * HOUR + 15 * MINUTE + line.astype(np.int64) % 4 * 30 * MINUTE
    table = _tables(rng, plant, meal, line)
    canteen = plant + 1  # registered right after its plant
    to_line, from_line = arrive + 5 * MINUTE, leave - 5 * MINUTE
    nowhere = np.full(person.size, MISSING)
    blocks = [
        Block(person, plant, nowhere, arrive, leave),
        Block(person, own.workshop[person], nowhere, arrive + 3 * MINUTE, leave - 3 * MINUTE),
        Block(person, line, own.seat[person], to_line, meal),
        Block(person, canteen, table, meal + 2 * MINUTE, meal + 27 * MINUTE),
        Block(person, line, own.seat[person], meal + 30 * MINUTE, from_line),
    ]
    rides = own.bus[person] != MISSING
    rider, bus, base = person[rides], own.bus[person[rides]], base[rides]
    for depart, jitter in ((6 * HOUR + 15 * MINUTE, 0), (17 * HOUR + 18 * MINUTE, 3)):
        board = base + depart + rng.integers(0, 4 * MINUTE, rider.size)
        row = rng.integers(0, BUS_ROWS, rider.size)
        blocks.append(Block(rider, bus, row, board, base + depart + (42 - jitter) * MINUTE))
    return blocks


def _tables(rng: np.random.Generator, plant: Small, meal: Ints, line: Small) -> Ints:
    """Tables of six, filled by who comes together: mostly one's own line, sometimes the next."""
    order = np.lexsort((line + rng.normal(0.0, 1.2, line.size), meal, plant))
    key = plant[order].astype(np.int64) * 100_000_000_000 + meal[order]
    starts = np.flatnonzero(np.diff(key, prepend=MISSING))
    within = np.arange(line.size) - np.repeat(starts, np.diff(starts, append=line.size))
    table = np.empty(line.size, dtype=np.int64)
    table[order] = within // TABLE
    return table


def pupils_and_teachers(rng: np.random.Generator, midnight: int, own: Belonging, goes: Flags) -> list[Block]:
    """School in the morning for one half of the classes, in the afternoon for the other."""
    person = np.flatnonzero(goes)
    room, school = own.class_room[person], own.school[person]
    base = midnight + np.where(room % 2 == 0, 7 * HOUR, 13 * HOUR)
    come = base - rng.integers(0, 12 * MINUTE, person.size)
    go = base + 4 * HOUR + rng.integers(0, 8 * MINUTE, person.size)
    return [
        Block(person, school, np.full(person.size, MISSING), come, go),
        Block(person, room, own.seat[person], base + 2 * MINUTE, base + 4 * HOUR - MINUTE),
    ]


def traders(rng: np.random.Generator, midnight: int, people: People, own: Belonging, off: Flags) -> list[Block]:
    """Sellers keep their aisle of the market until noon; shops are kept all day."""
    sells = np.flatnonzero((people.role == Role.SELLER) & ~off)
    keeps = np.flatnonzero((people.role == Role.SHOP_WORKER) & ~off)
    up = midnight + 4 * HOUR + 40 * MINUTE + rng.integers(0, 50 * MINUTE, sells.size)
    opens = midnight + 7 * HOUR + 30 * MINUTE + rng.integers(0, 30 * MINUTE, keeps.size)
    down = up + rng.integers(5 * HOUR, 7 * HOUR, sells.size)
    closes = opens + rng.integers(8 * HOUR, 9 * HOUR, keeps.size)
    return [
        Block(sells, own.workplace[sells], own.seat[sells], up, down),
        Block(keeps, own.workplace[keeps], own.seat[keeps], opens, closes),
    ]
