"""Three weeks of true stays: each local day, where each person is, when, and at which table, bench or row.

Homes are not listed: whoever is not out is at home with their household.
"""

from __future__ import annotations

import numpy as np

from truyvet.simulate.leisure import boarding_evening, errands, gatherings
from truyvet.simulate.options import DAY, DAYS_STAGE, Options, stream
from truyvet.simulate.tables import Belonging, Flags, Households, Ints, People, Role, Stays, Venues, joined
from truyvet.simulate.work import Block, pupils_and_teachers, traders, workers

SUNDAY_OFF = 0.85
ABSENT = 0.04


def make_stays(options: Options, people: People, households: Households, venues: Venues, belonging: Belonging) -> Stays:
    """Stays that begin before the as-of, grouped by the local day on which they begin."""
    rng = stream(options.seed, DAYS_STAGE)
    count = len(people)
    rests_sunday = rng.random(count) < SUNDAY_OFF
    days: list[Block] = []
    sizes = [0]
    for day in range(options.day_count):
        midnight = options.begin + day * DAY
        weekday = int((midnight // DAY + 4) % 7)  # local midnight is still the day before in UTC; 0 = Monday
        off = (rng.random(count) < ABSENT) | (rests_sunday & (weekday == 6))
        works = (people.role == Role.WORKER) & ~off
        night = belonging.night_shift & works
        blocks = workers(rng, midnight, belonging, works)
        blocks += traders(rng, midnight, people, belonging, off & (weekday != 6))
        if weekday < 5:
            blocks += pupils_and_teachers(rng, midnight, belonging, (belonging.class_room >= 0) & ~off)
        met, at_gathering = gatherings(rng, midnight, people, households, len(venues), ~night)
        blocks += met
        blocks += errands(rng, midnight, people, venues, belonging, night, works)
        blocks += boarding_evening(rng, midnight, belonging, ~night & ~at_gathering)
        kept = _before(_together(blocks), options.as_of)
        days.append(kept)
        sizes.append(kept.person.size)
    return Stays(
        person=joined([b.person for b in days]),
        venue=joined([b.venue for b in days]),
        spot=np.concatenate([b.spot for b in days]).astype(np.int16),
        start=joined([b.start for b in days]),
        end=joined([b.end for b in days]),
        day_start=np.cumsum(sizes).astype(np.int64),
    )


def until(stays: Stays, leaves_at: Ints) -> Stays:
    """The stays that still took place when person p was taken away at ``leaves_at[p]`` (shape (n,))."""
    limit = leaves_at[stays.person]
    keep: Flags = stays.start < limit
    counts = np.concatenate([[0], np.cumsum(keep)])
    return Stays(
        person=stays.person[keep],
        venue=stays.venue[keep],
        spot=stays.spot[keep],
        start=stays.start[keep],
        end=np.minimum(stays.end, limit)[keep].astype(np.int32),
        day_start=counts[stays.day_start].astype(np.int64),
    )


def _together(blocks: list[Block]) -> Block:
    return Block(
        person=joined([b.person for b in blocks]),
        venue=joined([b.venue for b in blocks]),
        spot=joined([b.spot for b in blocks]),
        start=joined([b.start for b in blocks]),
        end=joined([b.end for b in blocks]),
    )


def _before(block: Block, as_of: int) -> Block:
    keep = (block.start < as_of) & (block.end > block.start)
    return Block(*(c[keep] for c in (block.person, block.venue, block.spot, block.start, block.end)))
