"""People, households and venues hang together."""

from __future__ import annotations

import re

import numpy as np
import pytest

from truyvet.simulate import place_kinds
from truyvet.simulate.communes import BAC_GIANG, Commune
from truyvet.simulate.options import AS_OF, ProvinceOptions, RecordingRates
from truyvet.simulate.people import make_people
from truyvet.simulate.tables import MISSING, DaytimeRole
from truyvet.simulate.venues import make_venues
from truyvet.simulate.world import SimulatedWorld


def test_exactly_the_people_asked_for_in_whole_households() -> None:
    for count in (2_000, 5_001):
        people, households = make_people(ProvinceOptions(people=count))
        assert len(people) == count
        assert int(households.size.sum()) == count
        assert (np.diff(people.household) >= 0).all()
        assert (np.bincount(people.household) == households.size).all()
        assert (people.commune == households.commune[people.household]).all()


def test_phones_are_valid_looking_and_unique(world: SimulatedWorld) -> None:
    numbers = [n for n in (world.people.phone(p) for p in range(len(world.people))) if n]
    assert len(numbers) > 3_000
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\+8495\d{7}", n) for n in numbers)


def test_names_and_addresses_read_like_vietnamese(world: SimulatedWorld) -> None:
    name = world.people.name(0)
    assert len(name.split()) == 3
    assert len({world.people.name(p) for p in range(1000)}) > 600
    assert re.search(r"(Thôn|Tổ dân phố) \d+, (Xã|Phường|Thị trấn) .+, (Huyện|Thành phố) ", world.people.address(0))
    tenant = int(np.flatnonzero(world.people.boarding != MISSING)[0])
    assert world.people.address(tenant).startswith("Nhà trọ số ")


def test_ages_fit_roles(world: SimulatedWorld) -> None:
    age = 2021 - world.people.birth_year
    assert age.min() >= 0
    assert age.max() <= 98
    assert age[world.people.role == DaytimeRole.PUPIL].max() <= 17
    assert age[world.people.role == DaytimeRole.WORKER].min() >= 18
    assert 0.10 < (age < 15).mean() < 0.35
    assert 0.45 < world.people.female.mean() < 0.58


def test_the_park_communes_weigh_most() -> None:
    people, _ = make_people(ProvinceOptions())
    size = np.bincount(people.commune, minlength=len(BAC_GIANG))
    codes = [c.code for c in BAC_GIANG]
    assert {codes[i] for i in np.argsort(-size)[:3]} == {"07795", "07807", "07801"}


def test_default_communes_are_97_distinct_codes_of_five_districts() -> None:
    assert len({c.code for c in BAC_GIANG}) == len(BAC_GIANG) == 97
    assert {c.district_code for c in BAC_GIANG} == {"213", "217", "221", "222", "223"}


def test_other_communes_can_be_given() -> None:
    options = ProvinceOptions(people=2_000, communes=(Commune("00001", "Phường Một", "001", "Quận A"),))
    people, _ = make_people(options)
    venues, _ = make_venues(options, people)
    assert set(venues.commune.tolist()) == {0}


def test_zones_are_part_of_plants_and_schools(world: SimulatedWorld) -> None:
    venues = world.venues
    zone = venues.part_of != MISSING
    assert set(venues.kind[zone].tolist()) == {place_kinds.WORKSHOP, place_kinds.LINE, place_kinds.CANTEEN, place_kinds.CLASS}
    assert set(venues.kind[venues.part_of[zone]].tolist()) == {place_kinds.FACTORY, place_kinds.SCHOOL}
    assert len(set(venues.name)) == len(venues)


def test_every_worker_has_a_line_of_their_plant(world: SimulatedWorld) -> None:
    own, venues = world.belonging, world.venues
    workers = np.flatnonzero(world.people.role == DaytimeRole.WORKER)
    assert (venues.part_of[own.line[workers]] == own.plant[workers]).all()
    assert (venues.part_of[own.workshop[workers]] == own.plant[workers]).all()
    crews = np.bincount(own.line[workers] * 2 + own.night_shift[workers])
    assert crews.max() <= 40


def test_a_wrong_choice_is_refused_with_its_name() -> None:
    with pytest.raises(ValueError, match="people"):
        ProvinceOptions(people=10)
    with pytest.raises(ValueError, match="scan, check_out_missed"):
        RecordingRates("x", 0, 0, 0, 1.5, 0, 0, 0, -0.1, 0, 0, 0, 0, 0)


def test_the_three_weeks_end_on_31_may_2021() -> None:
    assert np.datetime64(AS_OF, "s") == np.datetime64("2021-05-31T01:00:00")
    assert np.datetime64(ProvinceOptions().begin, "s") == np.datetime64("2021-05-09T17:00:00")
