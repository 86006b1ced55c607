"""The true world of one seed, before anybody records anything."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.simulate.infection_course import detect_cases
from truyvet.simulate.options import ProvinceOptions
from truyvet.simulate.outbreak import make_outbreak
from truyvet.simulate.people import make_people
from truyvet.simulate.stays import make_stays, truncate_stays
from truyvet.simulate.tables import Belonging, DetectedCases, Households, InfectionTruth, SimulatedPeople, SimulatedVenues, TrueStays
from truyvet.simulate.venues import make_venues


@dataclass(frozen=True, slots=True)
class SimulatedWorld:
    """People, places, true stays, and the outbreak along them."""

    options: ProvinceOptions
    people: SimulatedPeople
    households: Households
    venues: SimulatedVenues
    belonging: Belonging
    stays: TrueStays
    """As they took place: a case's end with its isolation."""
    truth: InfectionTruth
    cases: DetectedCases


def make_world(options: ProvinceOptions) -> SimulatedWorld:
    """The world of ``options``; equal options give equal bytes."""
    people, households = make_people(options)
    venues, belonging = make_venues(options, people)
    planned = make_stays(options, people, households, venues, belonging)
    outbreak = make_outbreak(options, people, households, venues, belonging, planned)
    leaves_at = outbreak.course.leaves_at(outbreak.truth.infected_at)
    return SimulatedWorld(
        options=options,
        people=people,
        households=households,
        venues=venues,
        belonging=belonging,
        stays=truncate_stays(planned, leaves_at),
        truth=outbreak.truth,
        cases=detect_cases(options, outbreak.truth, outbreak.course),
    )
