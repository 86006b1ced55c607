"""The true world: stays without nonsense, an outbreak along them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from truyvet.simulate import place_kinds
from truyvet.simulate.options import DAY_S, ProvinceOptions
from truyvet.simulate.tables import MISSING
from truyvet.simulate.world import SimulatedWorld, make_world


def test_nobody_is_at_two_places_at_once(world: SimulatedWorld) -> None:
    stays = world.stays
    part_of = np.concatenate([world.venues.part_of, np.full(len(world.households.size), MISSING)])
    for inner in (False, True):  # whole places among themselves, then the spots people sit or stand at
        chosen = stays.spot != MISSING if inner else part_of[stays.venue] == MISSING
        rows = np.flatnonzero(chosen)
        rows = rows[np.lexsort((stays.start[rows], stays.person[rows]))]
        same = stays.person[rows[1:]] == stays.person[rows[:-1]]
        assert (stays.start[rows[1:]][same] >= stays.end[rows[:-1]][same]).all()


def test_stays_are_whole_and_before_the_as_of(world: SimulatedWorld) -> None:
    stays = world.stays
    assert (stays.end > stays.start).all()
    assert stays.start.min() >= world.options.begin
    assert stays.start.max() < world.options.as_of
    assert stays.day_start[-1] == len(stays)
    last = stays.day(world.options.days)
    assert last.stop > last.start  # the morning of the as-of has begun


def test_a_zone_is_entered_within_its_plant_or_school(world: SimulatedWorld) -> None:
    stays, part_of = world.stays, np.append(world.venues.part_of, MISSING)
    number = np.minimum(stays.venue, len(world.venues))
    day = np.searchsorted(stays.day_start, np.arange(len(stays)), side="right")
    whole = np.where(part_of[number] == MISSING, stays.venue, part_of[number])
    presence = {
        (int(stays.person[r]), int(stays.venue[r]), int(day[r])): (int(stays.start[r]), int(stays.end[r]))
        for r in np.flatnonzero(stays.spot == MISSING)
    }
    zones = np.flatnonzero(part_of[number] != MISSING)
    for row in zones[::97]:
        start, end = presence[int(stays.person[row]), int(whole[row]), int(day[row])]
        assert start <= stays.start[row] < stays.end[row] <= end


def test_infections_go_along_meetings(world: SimulatedWorld) -> None:
    truth, stays, people = world.truth, world.stays, world.people
    infected = np.flatnonzero(truth.infected)
    assert infected.size >= 40
    for person in infected.tolist():
        infector, at = int(truth.infector[person]), int(truth.infected_at[person])
        if infector == MISSING:
            assert truth.place[person] == place_kinds.OUTSIDE
            continue
        assert truth.infected_at[infector] + DAY_S < at < world.options.as_of
        if truth.place[person] == place_kinds.HOME:
            assert people.household[person] == people.household[infector]
            continue
        there = {
            who: {int(stays.venue[row]) for row in np.flatnonzero((stays.person == who) & (stays.start <= at) & (stays.end > at))}
            for who in (person, infector)
        }
        both = there[person] & there[infector]
        assert both
        if truth.venue[person] != MISSING:
            assert int(truth.venue[person]) in both


def test_cases_are_infected_and_found_in_time(world: SimulatedWorld) -> None:
    cases, truth = world.cases, world.truth
    assert truth.infected[cases.person].all()
    assert (cases.sample > truth.infected_at[cases.person]).all()
    assert (cases.sample < cases.result).all()
    assert (cases.result < world.options.as_of).all()
    assert (cases.onset <= cases.sample).all()
    assert (np.diff(cases.result) >= 0).all()


def test_the_isolated_go_nowhere(world: SimulatedWorld) -> None:
    for person, isolated in zip(world.cases.person, world.cases.isolated, strict=True):
        assert (world.stays.end[world.stays.person == person] <= isolated).all()


@pytest.mark.parametrize("seed", range(5))
def test_default_waves_are_plausible(seed: int) -> None:
    made = make_world(ProvinceOptions(seed=seed))
    truth, own = made.truth, made.belonging
    assert 60 <= truth.infected.sum() <= 200
    assert 15 <= len(made.cases) <= 40
    places = np.bincount(truth.place[truth.infected], minlength=len(place_kinds.INFECTION_PLACES))
    assert places[place_kinds.HOME] >= 5
    assert places[place_kinds.LINE] >= 15
    assert np.unique(own.line[truth.infected & (own.line != MISSING)]).size >= 8
    assert np.unique(own.plant[truth.infected & (own.plant != MISSING)]).size >= 2
    generation = truth.infected_at - np.where(truth.infector >= 0, truth.infected_at[truth.infector], MISSING)
    times = generation[truth.infected & (truth.infector >= 0)] / DAY_S
    assert 3.0 < times.mean() < 6.5
    without = (truth.onset == MISSING)[truth.infected].mean()
    assert 0.15 < without < 0.45


def test_no_spread_means_index_infections_only() -> None:
    made = make_world(ProvinceOptions(people=3_000, spread=0.0, attempts=1, index_infections=2))
    assert made.truth.infected.sum() == 2


def test_more_people_more_stays() -> None:
    small, large = (make_world(ProvinceOptions(people=n, attempts=1)) for n in (3_000, 9_000))
    assert 2.7 < len(large.stays) / len(small.stays) < 3.3
    assert len(large.venues) > 2 * len(small.venues)


def test_equal_options_give_equal_truth() -> None:
    options = ProvinceOptions(seed=3, people=3_000, attempts=2)
    first, second = make_world(options), make_world(options)
    other = make_world(replace(options, seed=4))
    assert first.stays.start.tobytes() == second.stays.start.tobytes()
    assert first.truth.infected_at.tobytes() == second.truth.infected_at.tobytes()
    assert first.stays.start.tobytes() != other.stays.start.tobytes()
