"""People and households: families of two or three generations, and young workers who share rented rooms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate.communes import PARK_WEIGHTS, population_weight
from truyvet.simulate.names import Bytes, draw_family, draw_rest
from truyvet.simulate.options import PEOPLE_STAGE, ProvinceOptions, random_stream
from truyvet.simulate.tables import MISSING, DaytimeRole, Flags, Households, Ints, SimulatedPeople

Reals = NDArray[np.float64]
YEAR = 2021
BOARDERS_NEAR_PARKS = 0.34
"""Of the people of a commune at a park, those who rent a room there."""
ROOMS_PER_BOARDING_HOUSE = 10
_FAMILY_SIZES = np.array([0.07, 0.16, 0.22, 0.28, 0.18, 0.09])
"""Shares of households of 1 to 6 persons; mean about 3.6."""
_ROOM_SIZES = np.array([0.0, 0.45, 0.35, 0.20])


def make_people(options: ProvinceOptions) -> tuple[SimulatedPeople, Households]:
    """Exactly ``options.people`` persons, ordered by commune, household and place in it."""
    rng = random_stream(options.seed, PEOPLE_STAGE)
    weights = np.array([population_weight(c) for c in options.communes])
    near_park = np.array([c.code in PARK_WEIGHTS for c in options.communes])
    share = weights / weights.sum()
    tenants = round(options.people * float((share * near_park).sum()) * BOARDERS_NEAR_PARKS)

    family_commune, family_size = _households(rng, options.people - tenants, _FAMILY_SIZES, share)
    room_share = np.where(near_park, share, 0.0) if tenants else share
    room_commune, room_size = _households(rng, tenants, _ROOM_SIZES, room_share / room_share.sum())

    commune = np.concatenate([family_commune, room_commune])
    size = np.concatenate([family_size, room_size])
    rented = np.repeat([False, True], [family_size.size, room_size.size])
    order = np.lexsort((rented, commune))
    commune, size, rented = commune[order], size[order], rented[order]
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    household = np.repeat(np.arange(size.size), size)
    place = np.arange(options.people) - first[household]

    age, female, family = _members(rng, household, place, rented[household], size)
    middle, given = draw_rest(rng, female)
    role = _roles(rng, age, near_park[commune[household]], rented[household])
    phone = (age >= 11) & (rng.random(age.size) < np.where(age > 70, 0.7, 0.96))
    smart = phone & (rng.random(age.size) < np.interp(age, [11, 16, 40, 60, 80], [0.4, 0.85, 0.85, 0.45, 0.15]))
    people = SimulatedPeople(
        communes=tuple(options.communes),
        birth_year=(YEAR - age).astype(np.int32),
        female=female,
        family=family,
        middle=middle,
        given=given,
        household=household.astype(np.int32),
        commune=commune[household].astype(np.int32),
        role=role.astype(np.int32),
        smartphone=smart,
        phone_order=np.where(phone, np.cumsum(phone) - 1, MISSING).astype(np.int32),
        hamlet=(1 + rng.integers(0, 9, size.size))[household].astype(np.int32),
        boarding=_boarding(rented, commune)[household].astype(np.int32),
    )
    households = Households(
        first=first.astype(np.int32),
        size=size.astype(np.int32),
        commune=commune.astype(np.int32),
        rented_room=rented,
    )
    return people, households


def _households(rng: np.random.Generator, persons: int, sizes: Reals, share: Reals) -> tuple[Ints, Ints]:
    """Commune and size of households that together hold ``persons``."""
    if not persons:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    size = rng.choice(np.arange(1, sizes.size + 1), persons, p=sizes)
    upto = np.cumsum(size)
    count = int(np.searchsorted(upto, persons)) + 1
    size = size[:count].astype(np.int64)
    size[-1] -= int(upto[count - 1]) - persons
    head = np.cumsum(size) - size
    commune = np.searchsorted(np.cumsum(share)[:-1], (head + 0.5) / persons, side="right")
    return commune.astype(np.int64), size


def _members(rng: np.random.Generator, household: Ints, place: Ints, tenant: Flags, size: Ints) -> tuple[Ints, Flags, Bytes]:
    """Age, gender and family name by a person's place in the household: head, spouse, children, parents."""
    count = household.size
    head_age = np.clip(rng.normal(45, 13, size.size), 22, 84).astype(np.int64)[household]
    head_female = (rng.random(size.size) < 0.22)[household]
    draw = rng.random(count)
    child, parent = draw < 0.72, (draw >= 0.72) & (draw < 0.93)
    age = np.where(
        place == 0,
        head_age,
        np.where(
            place == 1,
            head_age + rng.integers(-5, 4, count),
            np.where(
                child,
                head_age - rng.integers(22, 36, count),
                np.where(parent & (head_age < 62), head_age + rng.integers(22, 31, count), rng.integers(15, 40, count)),
            ),
        ),
    )
    # Children born long ago have mostly left home; a young head's younger sibling stands in for a child of minus age.
    age = np.where((place >= 2) & child & (age > 30), rng.integers(3, 30, count), np.where(age < 0, -age, age))
    age = np.where(tenant, np.clip(18 + rng.exponential(6.5, count), 18, 48).astype(np.int64), age)
    age = np.clip(age, 0, 98)
    female = np.where(place == 0, head_female, np.where(place == 1, ~head_female, rng.random(count) < 0.5))
    room_female = (rng.random(size.size) < 0.6)[household]  # rooms are mostly shared by women or by men
    female = np.where(tenant, np.where(draw < 0.85, room_female, ~room_female), female)
    own = draw_family(rng, count)
    father = draw_family(rng, size.size)[household]
    shares_name = ~tenant & ((place == 0) | ((place >= 2) & child))
    return age, female, np.where(shares_name, father, own).astype(np.uint8)


def _roles(rng: np.random.Generator, age: Ints, near_park: Flags, tenant: Flags) -> Ints:
    """What each person does by day; shape (n,)."""
    draw = rng.random(age.size)
    worker = np.where(tenant, 0.97, np.where((age >= 18) & (age < 50), np.where(near_park, 0.46, 0.26), 0.0))
    teacher = np.where((age >= 23) & (age < 58) & ~tenant, 0.03, 0.0)
    seller = np.where((age >= 25) & (age < 68) & ~tenant, 0.07, 0.0)
    shop = np.where((age >= 18) & (age < 65) & ~tenant, 0.10, 0.0)
    edges = np.cumsum([worker, teacher, seller, shop], axis=0)
    chosen = np.array([DaytimeRole.WORKER, DaytimeRole.TEACHER, DaytimeRole.SELLER, DaytimeRole.SHOP_WORKER, DaytimeRole.AT_HOME])
    role = chosen[(draw >= edges).sum(axis=0)]
    return np.where((age >= 6) & (age <= 17) & ~tenant, DaytimeRole.PUPIL, role).astype(np.int64)


def _boarding(rented: Flags, commune: Ints) -> Ints:
    """Boarding house of each household: rooms of one commune, ten by ten; shape (h,)."""
    rooms = np.flatnonzero(rented)
    house = np.full(rented.size, MISSING, dtype=np.int64)
    if rooms.size:
        starts = np.flatnonzero(np.diff(commune[rooms], prepend=MISSING))
        within = np.arange(rooms.size) - np.repeat(starts, np.diff(starts, append=rooms.size))
        house[rooms] = np.cumsum(within % ROOMS_PER_BOARDING_HOUSE == 0) - 1
    return house
