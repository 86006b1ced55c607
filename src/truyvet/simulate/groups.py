"""Registered memberships: households, rented rooms, production lines by shift, classes, shuttle buses."""

from __future__ import annotations

from typing import Final

import numpy as np

from truyvet.simulate import place_kinds
from truyvet.simulate.options import DAY_S, GROUPS_STAGE, RecordingRates, random_stream
from truyvet.simulate.tables import MISSING, Flags, Ints, RegisteredGroups, Small
from truyvet.simulate.world import SimulatedWorld

SINCE: Final = 120 * DAY_S
"""Memberships began this long before the first day."""
ROOM_FACTOR: Final = 0.7
"""Rented rooms are registered less often than families."""
LISTED: Final = 0.97
"""Of the members of a list that is at hand."""
COACH_FACTOR: Final = 0.6
"""Of plants with lists of lines, those that also list who rides which bus."""


def make_groups(world: SimulatedWorld, rates: RecordingRates) -> RegisteredGroups:
    """Memberships known at the as-of, group numbers dense, ordered by group and person."""
    rng = random_stream(world.options.seed, GROUPS_STAGE)
    people, own, venues = world.people, world.belonging, world.venues
    count = len(people)
    home_draw, member_draw = rng.random(len(world.households.size)), rng.random(count)
    list_draw, listed = rng.random(len(venues)), rng.random((3, count)) < LISTED

    rented = world.households.rented_room
    chance = rates.household * np.where(rented, ROOM_FACTOR, 1.0)
    household = people.household
    registered = (home_draw < chance)[household] & (member_draw < 0.5 + rates.household / 2)
    room = rented[household]
    parts = [
        _rows(registered & ~room, household, place_kinds.HOUSEHOLD_GROUP, None),
        _rows(registered & room, household, place_kinds.ROOM_GROUP, None),
    ]
    plant = np.maximum(own.plant, 0)
    at_hand = (own.plant != MISSING) & (list_draw[plant] < rates.roster)
    shift = own.line.astype(np.int64) * 2 + own.night_shift
    parts.append(_rows(at_hand & listed[0], shift, place_kinds.LINE_GROUP, own.line.astype(np.int64)))
    rides = (own.bus != MISSING) & (list_draw[plant] < rates.roster * COACH_FACTOR)
    parts.append(_rows(rides & listed[1], own.bus, place_kinds.COACH_GROUP, own.bus.astype(np.int64)))
    school = np.maximum(own.school, 0)
    taught = (own.class_room != MISSING) & (list_draw[school] < (1 + rates.roster) / 2)  # schools keep better lists
    parts.append(_rows(taught & listed[2], own.class_room, place_kinds.CLASS_GROUP, own.class_room.astype(np.int64)))

    person, key, kind, venue = (np.concatenate(c) for c in zip(*parts, strict=True))
    _, group = np.unique(kind * (1 << 40) + key, return_inverse=True)
    order = np.lexsort((person, group))
    return RegisteredGroups(
        person=person[order],
        group=group[order].astype(np.int64),
        kind=kind[order],
        start=np.full(person.size, world.options.begin - SINCE),
        venue=venue[order],
    )


def _rows(chosen: Flags, key: Ints | Small, kind: int, venue: Ints | None) -> tuple[Ints, Ints, Ints, Ints]:
    person = np.flatnonzero(chosen).astype(np.int64)
    where = np.full(person.size, MISSING) if venue is None else venue[person]
    return person, key[person].astype(np.int64), np.full(person.size, kind), where
