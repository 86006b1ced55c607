"""What gates and scans saw of the true stays: a code was carried or not, scanned or not, the exit mostly forgotten.

The same random numbers serve every set of rates, so that higher rates see all that lower ones see, and more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import kinds
from truyvet.simulate.options import VISITS_STAGE, Rates, stream
from truyvet.simulate.tables import MISSING, Flags, Role, Visits
from truyvet.simulate.world import World

OPEN_PLACES: Final = (kinds.SHOP, kinds.EATERY, kinds.BOARDING_HOUSE, kinds.OTHER)
"""Nobody stands at the entrance."""
OPEN_EXIT: Final = 0.35
"""Of those who would check out at a guarded place, how many do it here."""
LATE_IN: Final = 180
EARLY_OUT: Final = 120
"""Seconds between truly coming or going and the scan, at most."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who can be seen by machines, under one set of rates; shape (n,)."""

    app: Flags
    bluetooth: Flags
    """Has the app and Bluetooth on."""
    code: Flags
    """Carries a code to scan: the app or a printed card."""


def carriers(world: World, rates: Rates) -> Carriers:
    """Draw who has the app and who carries a card."""
    people = world.people
    draw = stream(world.options.seed, VISITS_STAGE, 1).random((3, len(people)))
    app = people.smartphone & (draw[0] < rates.app)
    enrolled = np.isin(people.role, (Role.WORKER, Role.PUPIL, Role.TEACHER))
    card = np.where(enrolled, rates.card + (1 - rates.card) / 2, rates.card)
    return Carriers(app=app, bluetooth=app & (draw[1] < rates.bluetooth), code=app | (draw[2] < card))


def scans_zones(world: World, rates: Rates) -> Flags:
    """Which venues are zones at which codes are scanned: all zones of a plant or school, or none; shape (v,)."""
    part_of = world.venues.part_of
    draw = stream(world.options.seed, VISITS_STAGE, 2).random(part_of.size)
    lines_too = stream(world.options.seed, VISITS_STAGE, 3).random(part_of.size) < 0.6
    whole = np.maximum(part_of, 0)
    zone = (part_of != MISSING) & (draw[whole] < rates.zone_plants)
    # A plant scans at its lines or, more coarsely, at its workshops.
    coarse = (world.venues.kind == kinds.LINE) & ~lines_too[whole]
    fine = (world.venues.kind == kinds.WORKSHOP) & lines_too[whole]
    scans: Flags = zone & ~coarse & ~fine
    return scans


def make_visits(world: World, rates: Rates) -> Visits:
    """Recorded visits before the as-of, each of one true stay and within it, ordered by check-in and person."""
    stays, venues, as_of = world.stays, world.venues, world.options.as_of
    rng = stream(world.options.seed, VISITS_STAGE)
    scan, leave = rng.random(len(stays), dtype=np.float32), rng.random(len(stays), dtype=np.float32)
    delay = rng.random((2, len(stays)), dtype=np.float32)

    public = stays.venue < len(venues)
    venue = np.where(public, stays.venue, 0)
    chance = _entrance(world, rates)[venue]
    row = np.flatnonzero(public & carriers(world, rates).code[stays.person] & (scan < chance))
    start, end = stays.start[row].astype(np.int64), stays.end[row].astype(np.int64)
    check_in = np.minimum(start + (delay[0, row] * LATE_IN).astype(np.int64), end - 1)
    check_out = np.maximum(end - (delay[1, row] * EARLY_OUT).astype(np.int64), check_in + 1)
    is_open = np.isin(venues.kind, OPEN_PLACES)[stays.venue[row]]
    seen_out = (1 - rates.exit_missed) * np.where(is_open, OPEN_EXIT, 1.0)
    known = (leave[row] < seen_out) & (check_out < as_of)
    person, venue = stays.person[row].astype(np.int64), stays.venue[row].astype(np.int64)
    worth = np.array([kinds.NATURES[k].assurance for k in range(len(kinds.KINDS))])[venues.kind[venue]]
    keep = np.flatnonzero(check_in < as_of)
    keep = keep[np.lexsort((venue[keep], person[keep], check_in[keep]))]
    return Visits(
        person=person[keep],
        venue=venue[keep],
        check_in=check_in[keep],
        check_out=np.where(known, check_out, MISSING)[keep],
        assurance=worth[keep].astype(np.int64),
    )


def _entrance(world: World, rates: Rates) -> NDArray[np.float64]:
    """Chance that a carrier is recorded when entering venue v; shape (v,)."""
    venues = world.venues
    whole = np.where(np.isin(venues.kind, OPEN_PLACES), rates.scan_open, rates.scan)
    zone = np.where(scans_zones(world, rates), rates.zone_scan, 0.0)
    return np.where(venues.part_of == MISSING, whole, zone)
