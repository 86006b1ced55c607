"""The encounters that phones recorded: pairs with the app and Bluetooth on, near each other outside or at home."""

from __future__ import annotations

from typing import Final

import numpy as np

from truyvet.simulate.options import DAY_S, ENCOUNTERS_STAGE, RecordingRates, random_stream
from truyvet.simulate.tables import MISSING, Flags, Ints, RecordedEncounters
from truyvet.simulate.visits import draw_carriers
from truyvet.simulate.world import SimulatedWorld

MIN_ENCOUNTER_S: Final = 120
"""Seconds near each other below which phones notice nothing."""
DISTANCE_KNOWN_SHARE: Final = 0.6
"""Share of encounters with a distance; the others have only a probability."""
MEDIAN_TRUE_DISTANCE_M: Final = 1.2
"""Median metres between two persons at one table or bench; a fifth are farther than two."""
TRUE_DISTANCE_LOG_SPREAD: Final = 0.55
BEDTIME_S: Final = 22 * 3600 + 300
"""The local time at which everybody who is not on the night shift is at home."""

_Pairs = tuple[Ints, Ints, Ints, Ints]
"""Person, person, start, end."""


def make_encounters(world: SimulatedWorld, rates: RecordingRates) -> RecordedEncounters:
    """Makes the encounter segments before the as-of, each within one true meeting, ordered by start."""
    rng = random_stream(world.options.seed, ENCOUNTERS_STAGE)
    on = draw_carriers(world, rates).bluetooth
    parts = [_outside(world, on), _at_home(world, on)]
    first, second, start, end = (np.concatenate(c) for c in zip(*parts, strict=True))
    end = np.minimum(end, world.options.as_of)
    noticed = (end - start >= MIN_ENCOUNTER_S) & (rng.random(start.size) < rates.capture)
    first, second, start, end = first[noticed], second[noticed], start[noticed], end[noticed]
    length = end - start
    begin = start + (rng.random(start.size) * 0.2 * length).astype(np.int64)
    seconds = np.maximum(1, (rng.uniform(0.4, 1.0, start.size) * (end - begin)).astype(np.int64))
    distance = MEDIAN_TRUE_DISTANCE_M * np.exp(rng.normal(0, TRUE_DISTANCE_LOG_SPREAD, start.size))
    measured = distance * np.exp(rng.normal(0, 1, start.size) * rates.distance_noise)
    probability = 1 / (1 + np.exp((np.log(measured) - np.log(2.0)) / max(rates.distance_noise, 0.05)))
    known = rng.random(start.size) < DISTANCE_KNOWN_SHARE
    is_from_second = rng.random(start.size) < 0.5
    person_a, person_b = np.where(is_from_second, second, first), np.where(is_from_second, first, second)
    order = np.lexsort((person_b, person_a, begin))
    return RecordedEncounters(
        person_a=person_a[order],
        person_b=person_b[order],
        start=begin[order],
        seconds=seconds[order],
        distance_um=np.where(known, np.ceil(measured * 1e6).astype(np.int64), MISSING)[order],
        probability_ppb=np.floor(probability * 1e9).astype(np.int64)[order],
    )


def _outside(world: SimulatedWorld, on: Flags) -> _Pairs:
    """Pairs of phones at one spot of one venue at the same time."""
    stays = world.stays
    row = np.flatnonzero(on[stays.person] & (stays.spot != MISSING))
    day = np.searchsorted(stays.day_start, row, side="right")
    order = np.lexsort((stays.start[row], stays.spot[row], stays.venue[row], day))
    row, day = row[order], day[order]
    key = (day * (int(stays.venue.max(initial=0)) + 1) + stays.venue[row]) * 32_768 + stays.spot[row]
    found: list[_Pairs] = []
    here = np.arange(row.size)
    step = 0
    while here.size:  # each row with the next one at its spot, then with the one after that, while there is one
        step += 1
        here = here[here + step < row.size]
        here = here[key[here] == key[here + step]]
        a, b = row[here], row[here + step]
        start = np.maximum(stays.start[a], stays.start[b]).astype(np.int64)
        end = np.minimum(stays.end[a], stays.end[b]).astype(np.int64)
        met = (end > start) & (stays.person[a] != stays.person[b])
        found.append((stays.person[a][met].astype(np.int64), stays.person[b][met].astype(np.int64), start[met], end[met]))
    if not found:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing, nothing
    first, second, start, end = (np.concatenate(c) for c in zip(*found, strict=True))
    return first, second, start, end


def _at_home(world: SimulatedWorld, on: Flags) -> _Pairs:
    """Pairs of phones of one household, each evening before they are charged in different corners."""
    options, people = world.options, world.people
    rng = random_stream(options.seed, ENCOUNTERS_STAGE, 1)
    at_home = np.flatnonzero(on & ~world.belonging.night_shift)
    firsts: list[Ints] = []
    seconds: list[Ints] = []
    for step in range(1, int(world.households.size.max(initial=1))):
        here = np.flatnonzero(people.household[at_home[:-step]] == people.household[at_home[step:]])
        firsts.append(at_home[here])
        seconds.append(at_home[here + step])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    pair = np.repeat(np.arange(first.size), options.days)
    day = np.tile(np.arange(options.days), first.size)
    start = options.begin + day * DAY_S + BEDTIME_S
    end = start + rng.integers(900, 3600, start.size)
    gone = np.full(len(people), 2**62)
    gone[world.cases.person] = world.cases.isolated
    both = start < np.minimum(gone[first], gone[second])[pair]
    limit = np.minimum(gone[first], gone[second])[pair]
    return first[pair][both], second[pair][both], start[both], np.minimum(end, limit)[both]
