"""A province as its health service knows it, with the truth as a separate table beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from truyvet.simulate.encounters import make_encounters
from truyvet.simulate.groups import make_groups
from truyvet.simulate.interviews import make_named_contacts
from truyvet.simulate.options import RATE_PRESETS, ProvinceOptions, RecordingRates
from truyvet.simulate.tables import (
    Belonging,
    CaseIsolations,
    DetectedCases,
    Households,
    InfectionTruth,
    NamedContacts,
    RecordedEncounters,
    RecordedVisits,
    RegisteredGroups,
    SimulatedPeople,
    SimulatedVenues,
    columns,
)
from truyvet.simulate.visits import make_visits
from truyvet.simulate.world import SimulatedWorld, make_world


@dataclass(frozen=True, slots=True)
class Province:
    """People and places, the records of one set of rates, and the truth, which no record carries."""

    options: ProvinceOptions
    rates: RecordingRates
    people: SimulatedPeople
    households: Households
    venues: SimulatedVenues
    belonging: Belonging
    visits: RecordedVisits
    encounters: RecordedEncounters
    named: NamedContacts
    groups: RegisteredGroups
    cases: DetectedCases
    isolations: CaseIsolations
    truth: InfectionTruth

    def digest(self) -> str:
        """SHA-256 over every column: equal for equal seed, options and rates. Hexadecimal."""
        total = hashlib.sha256()
        for table in (
            self.people,
            self.households,
            self.venues,
            self.belonging,
            self.visits,
            self.encounters,
            self.named,
            self.groups,
            self.cases,
            self.isolations,
            self.truth,
        ):
            for name, values in columns(table).items():
                total.update(name.encode())
                total.update(values.tobytes())
        total.update("\n".join(self.venues.name).encode())
        return total.hexdigest()


def record_province(world: SimulatedWorld, rates: RecordingRates) -> Province:
    """The records that ``rates`` would have left of ``world``. The cases are the same whatever the rates."""
    return Province(
        options=world.options,
        rates=rates,
        people=world.people,
        households=world.households,
        venues=world.venues,
        belonging=world.belonging,
        visits=make_visits(world, rates),
        encounters=make_encounters(world, rates),
        named=make_named_contacts(world, rates),
        groups=make_groups(world, rates),
        cases=world.cases,
        isolations=CaseIsolations(world.cases.person, world.cases.isolated),
        truth=world.truth,
    )


def make_province(options: ProvinceOptions | None = None, rates: RecordingRates | None = None) -> Province:
    """The whole way: world, outbreak, records; by default 20,000 people at medium rates."""
    return record_province(make_world(options or ProvinceOptions()), rates or RATE_PRESETS["medium"])
