"""The true world of one seed, before anybody records anything."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.simulate.days import make_stays, until
from truyvet.simulate.options import Options
from truyvet.simulate.outbreak import make_outbreak
from truyvet.simulate.people import make_people
from truyvet.simulate.sampling import detect
from truyvet.simulate.tables import Belonging, Cases, Households, People, Stays, Truth, Venues
from truyvet.simulate.venues import make_venues


@dataclass(frozen=True, slots=True)
class World:
    """People, places, true stays, and the outbreak along them."""

    options: Options
    people: People
    households: Households
    venues: Venues
    belonging: Belonging
    stays: Stays
    """As they took place: a case's end with its isolation."""
    truth: Truth
    cases: Cases


def make_world(options: Options) -> World:
    """The world of ``options``; equal options give equal bytes."""
    people, households = make_people(options)
    venues, belonging = make_venues(options, people)
    planned = make_stays(options, people, households, venues, belonging)
    outbreak = make_outbreak(options, people, households, venues, belonging, planned)
    leaves_at = outbreak.course.leaves_at(outbreak.truth.infected_at)
    return World(
        options=options,
        people=people,
        households=households,
        venues=venues,
        belonging=belonging,
        stays=until(planned, leaves_at),
        truth=outbreak.truth,
        cases=detect(options, outbreak.truth, outbreak.course),
    )
