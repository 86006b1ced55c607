"""Three weeks of true stays: each local day, where each person is, when, and at which table, bench or row.

Homes are not listed: whoever is not out is at home with their household.
"""

from __future__ import annotations

import numpy as np

from truyvet.simulate.leisure import boarding_house_stays, errand_stays, gathering_stays
from truyvet.simulate.options import DAY_S, DAYS_STAGE, ProvinceOptions, random_stream
from truyvet.simulate.tables import (
    Belonging,
    DaytimeRole,
    Flags,
    Households,
    Ints,
    SimulatedPeople,
    SimulatedVenues,
    TrueStays,
    concatenate_columns,
)
from truyvet.simulate.workday import StayBlock, school_stays, trader_stays, worker_stays

SUNDAY_OFF_SHARE = 0.85
ABSENT_SHARE = 0.04


def make_stays(
    options: ProvinceOptions, people: SimulatedPeople, households: Households, venues: SimulatedVenues, belonging: Belonging
) -> TrueStays:
    """Stays that begin before the as-of, grouped by the local day on which they begin."""
    rng = random_stream(options.seed, DAYS_STAGE)
    count = len(people)
    rests_sunday = rng.random(count) < SUNDAY_OFF_SHARE
    days: list[StayBlock] = []
    sizes = [0]
    for day in range(options.day_count):
        midnight = options.begin + day * DAY_S
        weekday = int((midnight // DAY_S + 4) % 7)  # local midnight is still the day before in UTC; 0 = Monday
        off = (rng.random(count) < ABSENT_SHARE) | (rests_sunday & (weekday == 6))
        works = (people.role == DaytimeRole.WORKER) & ~off
        night = belonging.night_shift & works
        blocks = worker_stays(rng, midnight, belonging, works)
        blocks += trader_stays(rng, midnight, people, belonging, off & (weekday != 6))
        if weekday < 5:
            blocks += school_stays(rng, midnight, belonging, (belonging.class_room >= 0) & ~off)
        met, at_gathering = gathering_stays(rng, midnight, people, households, len(venues), ~night)
        blocks += met
        blocks += errand_stays(rng, midnight, people, venues, belonging, night, works)
        blocks += boarding_house_stays(rng, midnight, belonging, ~night & ~at_gathering)
        kept = _before(_together(blocks), options.as_of)
        days.append(kept)
        sizes.append(kept.person.size)
    return TrueStays(
        person=concatenate_columns([b.person for b in days]),
        venue=concatenate_columns([b.venue for b in days]),
        spot=np.concatenate([b.spot for b in days]).astype(np.int16),
        start=concatenate_columns([b.start for b in days]),
        end=concatenate_columns([b.end for b in days]),
        day_start=np.cumsum(sizes).astype(np.int64),
    )


def truncate_stays(stays: TrueStays, leaves_at: Ints) -> TrueStays:
    """The stays that still took place when person p was taken away at ``leaves_at[p]`` (shape (n,))."""
    limit = leaves_at[stays.person]
    keep: Flags = stays.start < limit
    counts = np.concatenate([[0], np.cumsum(keep)])
    return TrueStays(
        person=stays.person[keep],
        venue=stays.venue[keep],
        spot=stays.spot[keep],
        start=stays.start[keep],
        end=np.minimum(stays.end, limit)[keep].astype(np.int32),
        day_start=counts[stays.day_start].astype(np.int64),
    )


def _together(blocks: list[StayBlock]) -> StayBlock:
    return StayBlock(
        person=concatenate_columns([b.person for b in blocks]),
        venue=concatenate_columns([b.venue for b in blocks]),
        spot=concatenate_columns([b.spot for b in blocks]),
        start=concatenate_columns([b.start for b in blocks]),
        end=concatenate_columns([b.end for b in blocks]),
    )


def _before(block: StayBlock, as_of: int) -> StayBlock:
    keep = (block.start < as_of) & (block.end > block.start)
    return StayBlock(*(c[keep] for c in (block.person, block.venue, block.spot, block.start, block.end)))
