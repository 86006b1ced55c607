"""The outbreak: day by day along the true stays and the homes, from a few index infections in one plant.

Rates are assumptions, tuned to the spring of 2021: incubation about 4.6 days, infectious from two to three days before
onset, about three new infections per case before anybody is found, uneven between persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import place_kinds
from truyvet.simulate.infection_course import InfectionCourse, detect_cases, draw_infection_course
from truyvet.simulate.meetings import pair_meetings
from truyvet.simulate.options import DAY_S, OUTBREAK_STAGE, ProvinceOptions, random_stream
from truyvet.simulate.tables import MISSING, Belonging, Flags, Households, InfectionTruth, Ints, SimulatedPeople, SimulatedVenues, TrueStays

Reals = NDArray[np.float64]

_PROFILE_DAY: Final = np.array([-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0])
_PROFILE: Final = np.array([0.0, 0.25, 0.75, 1.0, 1.0, 0.9, 0.7, 0.5, 0.35, 0.12, 0.04, 0.0])
"""Infectiousness by days since onset (or what would have been it)."""
LATENT_PERIOD_S: Final = 1.2 * DAY_S
ASYMPTOMATIC_INFECTIVITY: Final = 0.6
CHILD_SUSCEPTIBILITY: Final = 0.6
HOME_HOURS_PER_DAY: Final = 10.0
RENTED_ROOM_FACTOR: Final = 1.4
"""A rented room is smaller than a house."""


@dataclass(frozen=True, slots=True)
class Outbreak:
    """One course of the outbreak, with what testing would find of it."""

    truth: InfectionTruth
    course: InfectionCourse

    @property
    def size(self) -> int:
        """Persons infected before the as-of."""
        return int(self.truth.infected.sum())


def make_outbreak(
    options: ProvinceOptions, people: SimulatedPeople, households: Households, venues: SimulatedVenues, own: Belonging, stays: TrueStays
) -> Outbreak:
    """The first drawn course within ``options.wave`` and ``options.detected``, else the one that comes nearest."""
    best: Outbreak | None = None
    best_gap = 0
    for attempt in range(options.attempts):
        found = _course(options, attempt, people, households, venues, own, stays)
        gap = _gap(found.size, options.wave) + _gap(len(detect_cases(options, found.truth, found.course)), options.detected)
        if best is None or gap < best_gap:
            best, best_gap = found, gap
        if gap == 0:
            break
    assert best is not None  # attempts >= 1
    return best


def _gap(number: int, bounds: tuple[int, int]) -> int:
    return max(bounds[0] - number, number - bounds[1], 0)


@dataclass(slots=True)
class _State:
    """The growing truth while the days pass."""

    infected_at: Ints
    infector: Ints
    place: Ints
    venue: Ints
    course: InfectionCourse
    susceptibility: Reals
    near: Reals
    far: Reals
    kind_of: Ints
    """Kind of venue v; homes with guests follow."""


def _course(
    options: ProvinceOptions,
    attempt: int,
    people: SimulatedPeople,
    households: Households,
    venues: SimulatedVenues,
    own: Belonging,
    stays: TrueStays,
) -> Outbreak:
    rng = random_stream(options.seed, OUTBREAK_STAGE, attempt)
    count = len(people)
    state = _State(
        infected_at=np.full(count, MISSING, np.int64),
        infector=np.full(count, MISSING, np.int64),
        place=np.full(count, MISSING, np.int64),
        venue=np.full(count, MISSING, np.int64),
        course=draw_infection_course(rng, count),
        susceptibility=np.where(people.birth_year > 2009, CHILD_SUSCEPTIBILITY, 1.0),
        near=options.spread * np.array([place_kinds.TRAITS_BY_KIND[k].near for k in range(place_kinds.OUTSIDE)]) / 3600,
        far=options.spread * np.array([place_kinds.TRAITS_BY_KIND[k].far for k in range(place_kinds.OUTSIDE)]) / 3600,
        kind_of=np.concatenate([venues.kind, np.full(households.size.size, place_kinds.GATHERING)]).astype(np.int64),
    )
    _seed(rng, options, state, own, venues)
    for day in range(options.day_count):
        _spread(rng, options, state, people, households, stays, day)
        if int((state.infected_at != MISSING).sum()) > 4 * options.wave[1]:
            break  # far out of bounds already: the attempt will not be kept
    happened = (state.infected_at != MISSING) & (state.infected_at < options.as_of)
    onset = np.where(state.course.symptoms, state.infected_at + state.course.incubation, MISSING)
    truth = InfectionTruth(
        infected_at=np.where(happened, state.infected_at, MISSING),
        infector=np.where(happened, state.infector, MISSING),
        place=np.where(happened, state.place, MISSING).astype(np.int32),
        venue=np.where(happened, state.venue, MISSING).astype(np.int32),
        onset=np.where(happened, onset, MISSING),
    )
    return Outbreak(truth, state.course)


def _seed(rng: np.random.Generator, options: ProvinceOptions, state: _State, own: Belonging, venues: SimulatedVenues) -> None:
    """Index infections: workers of two neighbouring lines of the first plant, on days 2 to 4."""
    lines = np.flatnonzero((venues.kind == place_kinds.LINE) & (venues.part_of == 0))
    chosen = rng.choice(lines, min(2, lines.size), replace=False)
    crew = np.flatnonzero(np.isin(own.line, chosen))
    index = rng.choice(crew, min(options.index_infections, crew.size), replace=False)
    state.infected_at[index] = options.begin + rng.integers(2 * DAY_S, 5 * DAY_S, index.size)
    state.place[index] = place_kinds.OUTSIDE


def _infectiousness(state: _State, moment: int) -> Reals:
    """Of each person around ``moment``, 0 for most; shape (n,)."""
    course = state.course
    since_onset = (moment - (state.infected_at + course.incubation)) / DAY_S
    active = (state.infected_at != MISSING) & (moment - state.infected_at >= LATENT_PERIOD_S)
    shape = np.where(course.symptoms, 1.0, ASYMPTOMATIC_INFECTIVITY) * course.infectivity
    return np.where(active, np.interp(since_onset, _PROFILE_DAY, _PROFILE) * shape, 0.0)


def _spread(
    rng: np.random.Generator,
    options: ProvinceOptions,
    state: _State,
    people: SimulatedPeople,
    households: Households,
    stays: TrueStays,
    day: int,
) -> None:
    """Infections of one local day: each meeting draws when it would infect; the earliest draw of a person counts."""
    midnight = options.begin + day * DAY_S
    weight = _infectiousness(state, midnight + DAY_S // 2)
    if not weight.any():
        return
    leaves_at = state.course.leaves_at(state.infected_at)
    open_to = state.infected_at == MISSING
    outside = _outside(state, stays, day, weight, leaves_at, open_to)
    home = _at_home(state, people, households, midnight, weight, leaves_at, open_to)
    source, target, hazard, start, length, place, venue = (np.concatenate(p) for p in zip(outside, home, strict=True))
    with np.errstate(divide="ignore"):
        draw = rng.exponential(size=hazard.size) / hazard
    moment = start + (rng.random(hazard.size) * length).astype(np.int64)
    hit = np.flatnonzero((draw < 1.0) & (moment < options.as_of))
    hit = hit[np.lexsort((draw[hit], target[hit]))]
    new, once = np.unique(target[hit], return_index=True)
    hit = hit[once]
    state.infected_at[new] = moment[hit]
    state.infector[new] = source[hit]
    state.place[new] = place[hit]
    state.venue[new] = venue[hit]


_Hazards = tuple[Ints, Ints, Reals, Ints, Ints, Ints, Ints]
"""Source, target, hazard, start, length, place kind, venue: columns of one shape."""


def _outside(state: _State, stays: TrueStays, day: int, weight: Reals, leaves_at: Ints, open_to: Flags) -> _Hazards:
    rows = np.arange(stays.day_start[day], stays.day_start[day + 1])
    person, venue = stays.person[rows], stays.venue[rows]
    touching = stays.spot[rows] != MISSING
    spreads = touching & (weight[person] > 0) & (stays.start[rows] < leaves_at[person])
    hot = np.zeros(state.kind_of.size, dtype=bool)
    hot[venue[spreads]] = True
    met = pair_meetings(stays, rows[spreads], rows[touching & open_to[person] & hot[venue]])
    source, target = stays.person[met.source].astype(np.int64), stays.person[met.other].astype(np.int64)
    place = state.kind_of[stays.venue[met.source]]
    length = met.end - met.start
    rate = np.where(met.near, state.near[place], state.far[place])
    hazard = rate * length * weight[source] * state.susceptibility[target]
    where = np.where(place == place_kinds.GATHERING, MISSING, stays.venue[met.source]).astype(np.int64)
    return source, target, hazard, met.start, length, place, where


def _at_home(
    state: _State,
    people: SimulatedPeople,
    households: Households,
    midnight: int,
    weight: Reals,
    leaves_at: Ints,
    open_to: Flags,
) -> _Hazards:
    source = np.flatnonzero((weight > 0) & (leaves_at > midnight + 20 * 3600))
    household = people.household[source]
    size = households.size[household]
    first = np.repeat(households.first[household], size)
    position = np.arange(first.size) - np.repeat(np.cumsum(size) - size, size)
    source = np.repeat(source, size)
    target = (first + position).astype(np.int64)
    keep = (target != source) & open_to[target]
    source, target = source[keep], target[keep]
    room = np.where(households.rented_room[people.household[source]], RENTED_ROOM_FACTOR, 1.0)
    rate = state.near[place_kinds.HOME] * room
    hazard = rate * HOME_HOURS_PER_DAY * 3600 * weight[source] * state.susceptibility[target]
    start = np.full(source.size, midnight + 20 * 3600)
    length = np.full(source.size, 4 * 3600)
    place = np.full(source.size, place_kinds.HOME)
    return source, target, hazard, start, length, place, np.full(source.size, MISSING)
