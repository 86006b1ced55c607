"""What interviewed cases say: whom they were near while infectious, as far as they know and remember them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import place_kinds
from truyvet.simulate.meetings import pair_meetings
from truyvet.simulate.options import DAY_S, NAMED_STAGE, RecordingRates, random_stream
from truyvet.simulate.tables import MISSING, Ints, NamedContacts
from truyvet.simulate.world import SimulatedWorld

INTERVIEW_LOOKBACK_S: Final = 3 * DAY_S
"""The interview asks back to this long before onset, or before the sample."""
INTERVIEW_DELAY_S: Final = 4 * 3600
"""From result to interview; a case younger than this has named nobody yet."""
MIN_NAMED_MEETING_S: Final = 600
"""Seconds together on one occasion."""
SUPPER_S: Final = 21 * 3600


def make_named_contacts(world: SimulatedWorld, rates: RecordingRates) -> NamedContacts:
    """Contacts named by the interviewed cases, with the last occasion; ordered by case and contact."""
    source, contact, last, familiar = _known_contacts(world)
    draw = random_stream(world.options.seed, NAMED_STAGE).random(source.size)
    named = draw < rates.interview * familiar
    return NamedContacts(source[named], contact[named], last[named])


def _known_contacts(world: SimulatedWorld) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    """Case, contact, end of the last occasion, how likely the case can name them: one row a pair."""
    cases, stays, options = world.cases, world.stays, world.options
    asked = cases.result + INTERVIEW_DELAY_S < options.as_of
    person, gone = cases.person[asked], cases.isolated[asked]
    since = np.where(cases.onset[asked] != MISSING, cases.onset[asked], cases.sample[asked]) - INTERVIEW_LOOKBACK_S
    window_from = np.full(len(world.people), 2**62)
    window_from[person] = since
    kind_of = np.concatenate([world.venues.kind, np.full(world.households.size.size, place_kinds.GATHERING)])
    natures = np.array([place_kinds.TRAITS_BY_KIND[k].familiar for k in range(place_kinds.OUTSIDE)])

    parts = [_household(world, person, since, gone)]
    for day in range(options.day_count):
        rows = np.arange(stays.day_start[day], stays.day_start[day + 1])
        rows = rows[stays.spot[rows] != MISSING]
        mine = rows[stays.end[rows] > window_from[stays.person[rows]]]
        hot = np.zeros(kind_of.size, dtype=bool)
        hot[stays.venue[mine]] = True
        met = pair_meetings(stays, mine, rows[hot[stays.venue[rows]]])
        end = np.minimum(met.end, options.as_of - 1)
        keep = met.near & (end - met.start >= MIN_NAMED_MEETING_S) & (end > window_from[stays.person[met.source]])
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


def _household(world: SimulatedWorld, person: Ints, since: Ints, gone: Ints) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    """Members of a case's household, last seen at supper before the case was taken away."""
    household = world.people.household[person]
    size = world.households.size[household]
    row = np.repeat(np.arange(person.size), size)
    position = np.arange(row.size) - np.repeat(np.cumsum(size) - size, size)
    member = (world.households.first[household][row] + position).astype(np.int64)
    begin = world.options.begin
    supper = begin + (gone - begin - SUPPER_S - 1) // DAY_S * DAY_S + SUPPER_S
    keep = (member != person[row]) & (supper >= since)[row]
    familiar = np.full(int(keep.sum()), place_kinds.TRAITS_BY_KIND[place_kinds.HOME].familiar)
    return person[row][keep], member[keep], supper[row][keep], familiar
