"""What interviewed cases say: whom they were near while infectious, as far as they know and remember them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import kinds
from truyvet.simulate.meetings import meetings
from truyvet.simulate.options import DAY, NAMED_STAGE, Rates, stream
from truyvet.simulate.tables import MISSING, Ints, Named
from truyvet.simulate.world import World

ASKED_BEFORE: Final = 3 * DAY
"""The interview asks back to this long before onset, or before the sample."""
INTERVIEW_AFTER: Final = 4 * 3600
"""From result to interview; a case younger than this has named nobody yet."""
WORTH_NAMING: Final = 600
"""Seconds together on one occasion."""
SUPPER: Final = 21 * 3600


def make_named(world: World, rates: Rates) -> Named:
    """Contacts named by the interviewed cases, with the last occasion; ordered by case and contact."""
    source, contact, last, familiar = _known_contacts(world)
    draw = stream(world.options.seed, NAMED_STAGE).random(source.size)
    named = draw < rates.interview * familiar
    return Named(source[named], contact[named], last[named])


def _known_contacts(world: World) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    """Case, contact, end of the last occasion, how likely the case can name them: one row a pair."""
    cases, stays, options = world.cases, world.stays, world.options
    asked = cases.result + INTERVIEW_AFTER < options.as_of
    person, gone = cases.person[asked], cases.isolated[asked]
    since = np.where(cases.onset[asked] != MISSING, cases.onset[asked], cases.sample[asked]) - ASKED_BEFORE
    window_from = np.full(len(world.people), 2**62)
    window_from[person] = since
    kind_of = np.concatenate([world.venues.kind, np.full(world.households.size.size, kinds.GATHERING)])
    natures = np.array([kinds.NATURES[k].familiar for k in range(kinds.OUTSIDE)])

    parts = [_household(world, person, since, gone)]
    for day in range(options.day_count):
        rows = np.arange(stays.day_start[day], stays.day_start[day + 1])
        rows = rows[stays.spot[rows] != MISSING]
        mine = rows[stays.end[rows] > window_from[stays.person[rows]]]
        hot = np.zeros(kind_of.size, dtype=bool)
        hot[stays.venue[mine]] = True
        met = meetings(stays, mine, rows[hot[stays.venue[rows]]])
        end = np.minimum(met.end, options.as_of - 1)
        keep = met.near & (end - met.start >= WORTH_NAMING) & (end > window_from[stays.person[met.source]])
        place = kind_of[stays.venue[met.source[keep]]]
        who, whom = stays.person[met.source[keep]], stays.person[met.other[keep]]
        parts.append((who.astype(np.int64), whom.astype(np.int64), end[keep], natures[place]))
    source, contact, last, familiar = (np.concatenate(c) for c in zip(*parts, strict=True))
    pair, inverse = np.unique(source * len(world.people) + contact, return_inverse=True)
    latest = np.zeros(pair.size, dtype=np.int64)
    np.maximum.at(latest, inverse, last)
    best = np.zeros(pair.size)
    np.maximum.at(best, inverse, familiar)
    return pair // len(world.people), pair % len(world.people), latest, best


def _household(world: World, person: Ints, since: Ints, gone: Ints) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    """Members of a case's household, last seen at supper before the case was taken away."""
    household = world.people.household[person]
    size = world.households.size[household]
    row = np.repeat(np.arange(person.size), size)
    position = np.arange(row.size) - np.repeat(np.cumsum(size) - size, size)
    member = (world.households.first[household][row] + position).astype(np.int64)
    begin = world.options.begin
    supper = begin + (gone - begin - SUPPER - 1) // DAY * DAY + SUPPER
    keep = (member != person[row]) & (supper >= since)[row]
    familiar = np.full(int(keep.sum()), kinds.NATURES[kinds.HOME].familiar)
    return person[row][keep], member[keep], supper[row][keep], familiar
