"""The recorded visits: which true stays gates and scans saw. A code is carried or not, scanned or not, and check-outs are mostly missing.

The same random numbers serve every set of rates, so that higher rates see all that lower ones see, and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import place_kinds
from truyvet.simulate.options import VISITS_STAGE, RecordingRates, random_stream
from truyvet.simulate.tables import MISSING, DaytimeRole, Flags, RecordedVisits
from truyvet.simulate.world import SimulatedWorld

OPEN_PLACES: Final = (place_kinds.SHOP, place_kinds.EATERY, place_kinds.BOARDING_HOUSE, place_kinds.OTHER)
"""Nobody stands at the entrance."""
OPEN_PLACE_CHECK_OUT_FACTOR: Final = 0.35
"""Of those who would check out at a guarded place, how many do it here."""
MAX_CHECK_IN_DELAY_S: Final = 180
MAX_EARLY_CHECK_OUT_S: Final = 120
"""Seconds between truly coming or going and the scan, at most."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who can be seen by machines, under one set of rates; shape (n,)."""

    app: Flags
    bluetooth: Flags
    """Has the app and Bluetooth on."""
    code: Flags
    """Carries a code to scan: the app or a printed card."""


def draw_carriers(world: SimulatedWorld, rates: RecordingRates) -> Carriers:
    """Draw who has the app and who carries a card."""
    people = world.people
    draw = random_stream(world.options.seed, VISITS_STAGE, 1).random((3, len(people)))
    app = people.smartphone & (draw[0] < rates.app)
    enrolled = np.isin(people.role, (DaytimeRole.WORKER, DaytimeRole.PUPIL, DaytimeRole.TEACHER))
    card = np.where(enrolled, rates.card + (1 - rates.card) / 2, rates.card)
    return Carriers(app=app, bluetooth=app & (draw[1] < rates.bluetooth), code=app | (draw[2] < card))


def draw_scanning_zones(world: SimulatedWorld, rates: RecordingRates) -> Flags:
    """Which venues are zones at which codes are scanned: all zones of a plant or school, or none; shape (v,)."""
    part_of = world.venues.part_of
    draw = random_stream(world.options.seed, VISITS_STAGE, 2).random(part_of.size)
    lines_too = random_stream(world.options.seed, VISITS_STAGE, 3).random(part_of.size) < 0.6
    whole = np.maximum(part_of, 0)
    zone = (part_of != MISSING) & (draw[whole] < rates.zone_plants)
    # A plant scans at its lines or, more coarsely, at its workshops.
    coarse = (world.venues.kind == place_kinds.LINE) & ~lines_too[whole]
    fine = (world.venues.kind == place_kinds.WORKSHOP) & lines_too[whole]
    scans: Flags = zone & ~coarse & ~fine
    return scans


def make_visits(world: SimulatedWorld, rates: RecordingRates) -> RecordedVisits:
    """Recorded visits before the as-of, each of one true stay and within it, ordered by check-in and person."""
    stays, venues, as_of = world.stays, world.venues, world.options.as_of
    rng = random_stream(world.options.seed, VISITS_STAGE)
    scan, leave = rng.random(len(stays), dtype=np.float32), rng.random(len(stays), dtype=np.float32)
    delay = rng.random((2, len(stays)), dtype=np.float32)

    public = stays.venue < len(venues)
    venue = np.where(public, stays.venue, 0)
    chance = _entrance(world, rates)[venue]
    row = np.flatnonzero(public & draw_carriers(world, rates).code[stays.person] & (scan < chance))
    start, end = stays.start[row].astype(np.int64), stays.end[row].astype(np.int64)
    check_in = np.minimum(start + (delay[0, row] * MAX_CHECK_IN_DELAY_S).astype(np.int64), end - 1)
    check_out = np.maximum(end - (delay[1, row] * MAX_EARLY_CHECK_OUT_S).astype(np.int64), check_in + 1)
    is_open = np.isin(venues.kind, OPEN_PLACES)[stays.venue[row]]
    check_out_chance = (1 - rates.check_out_missed) * np.where(is_open, OPEN_PLACE_CHECK_OUT_FACTOR, 1.0)
    known = (leave[row] < check_out_chance) & (check_out < as_of)
    person, venue = stays.person[row].astype(np.int64), stays.venue[row].astype(np.int64)
    worth = np.array([place_kinds.TRAITS_BY_KIND[k].assurance for k in range(len(place_kinds.VENUE_KINDS))])[venues.kind[venue]]
    keep = np.flatnonzero(check_in < as_of)
    keep = keep[np.lexsort((venue[keep], person[keep], check_in[keep]))]
    return RecordedVisits(
        person=person[keep],
        venue=venue[keep],
        check_in=check_in[keep],
        check_out=np.where(known, check_out, MISSING)[keep],
        assurance=worth[keep].astype(np.int64),
    )


def _entrance(world: SimulatedWorld, rates: RecordingRates) -> NDArray[np.float64]:
    """Chance that a carrier is recorded when entering venue v; shape (v,)."""
    venues = world.venues
    whole = np.where(np.isin(venues.kind, OPEN_PLACES), rates.scan_open, rates.scan)
    zone = np.where(draw_scanning_zones(world, rates), rates.zone_scan, 0.0)
    return np.where(venues.part_of == MISSING, whole, zone)
