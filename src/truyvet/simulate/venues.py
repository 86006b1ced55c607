"""Venues and who belongs to them: plants with workshops, lines, canteens and buses; schools with classes; markets..."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from truyvet.simulate import place_kinds
from truyvet.simulate.options import VENUES_STAGE, ProvinceOptions, random_stream
from truyvet.simulate.tables import MISSING, Belonging, DaytimeRole, Flags, Ints, SimulatedPeople, SimulatedVenues, Small

HOUR_S: Final = 3600
LINE_SIZE: Final = 40
PERSONS_PER_BENCH: Final = 8
"""Persons who work within reach of each other."""
BUS_SIZE: Final = 40
CLASS_SIZE: Final = 36
SCHOOL_SIZE: Final = 450
LINES_PER_WORKSHOP: Final = 4

_PARKS: Final = (
    ("Quang Châu", "07807"),
    ("Vân Trung", "07801"),
    ("Đình Trám", "07795"),
    ("Song Khê - Nội Hoàng", "07708"),
)
_TRADES: Final = ("Linh kiện điện tử", "May mặc", "Pin năng lượng", "Nhựa kỹ thuật", "Bao bì", "Cáp sạc")


@dataclass(slots=True)
class _Register:
    """Collects venues while they are numbered."""

    name: list[str] = field(default_factory=list)
    rows: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)

    def add(
        self,
        name: str,
        kind: int,
        commune: int,
        capacity: int,
        hours: tuple[int, int] | None = None,
        part_of: int = MISSING,
    ) -> int:
        opens, closes = (hours[0] * HOUR_S, hours[1] * HOUR_S) if hours else (MISSING, MISSING)
        self.name.append(name)
        self.rows.append((kind, commune, part_of, opens, closes, capacity))
        return len(self.rows) - 1

    def freeze(self) -> SimulatedVenues:
        table = np.array(self.rows, dtype=np.int32).reshape(-1, 6)
        kind, commune, part_of, opens, closes, capacity = (np.ascontiguousarray(c) for c in table.T)
        return SimulatedVenues(tuple(self.name), kind, commune, part_of, opens, closes, capacity)


def make_venues(options: ProvinceOptions, people: SimulatedPeople) -> tuple[SimulatedVenues, Belonging]:
    """Every venue of the province and each person's own ones."""
    rng = random_stream(options.seed, VENUES_STAGE)
    register = _Register()
    own: dict[str, Small] = {
        key: np.full(len(people), MISSING, np.int32)
        for key in ("plant", "workshop", "line", "bus", "school", "class_room", "workplace", "boarding_house", "seat")
    }
    night = np.zeros(len(people), dtype=bool)
    codes = [c.code for c in people.communes]
    workers = np.flatnonzero(people.role == DaytimeRole.WORKER)
    plant_of = _choose_plants(rng, options.plants, people, workers)
    for number in range(options.plants):
        park, code = _PARKS[(0, 1, 2, 0, 3, 1)[number]]
        commune = codes.index(code) if code in codes else number % len(codes)
        hands = workers[plant_of == number]
        name = f"Nhà máy {_TRADES[number]} số {number + 1}, KCN {park}"
        plant = register.add(name, place_kinds.FACTORY, commune, hands.size)
        own["plant"][hands] = plant
        _fill_plant(rng, register, hands, plant, own, night)
    _fill_schools(rng, register, people, own)
    _fill_boarding_houses(register, people, own)
    usual = _fill_trade(rng, register, people, own)
    belonging = Belonging(
        plant=own["plant"],
        workshop=own["workshop"],
        line=own["line"],
        bus=own["bus"],
        school=own["school"],
        class_room=own["class_room"],
        workplace=own["workplace"],
        boarding_house=own["boarding_house"],
        night_shift=night,
        seat=own["seat"],
        market=usual["market"],
        shop=usual["shop"],
        eatery=usual["eatery"],
        clinic=usual["clinic"],
        pagoda=usual["pagoda"],
    )
    return register.freeze(), belonging


def _choose_plants(rng: np.random.Generator, plants: int, people: SimulatedPeople, workers: Ints) -> Ints:
    """A plant for each worker: tenants of one boarding house mostly go to the same one."""
    house = people.boarding[workers]
    house_plant = rng.integers(0, plants, int(people.boarding.max(initial=0)) + 1)
    commune_plant = rng.integers(0, plants, len(people.communes))
    free = rng.integers(0, plants, workers.size)
    draw = rng.random(workers.size)
    near = np.where(house != MISSING, house_plant[np.maximum(house, 0)], commune_plant[people.commune[workers]])
    return np.where(draw < np.where(house != MISSING, 0.65, 0.35), near, free).astype(np.int64)


def _fill_plant(
    rng: np.random.Generator,
    register: _Register,
    hands: Ints,
    plant: int,
    own: dict[str, Small],
    night: Flags,
) -> None:
    """Workshops, lines with two shifts, a canteen, and the buses that bring the workers."""
    commune, label = register.rows[plant][1], register.name[plant].split(",")[0]
    register.add(f"Nhà ăn, {label}", place_kinds.CANTEEN, commune, max(60, hands.size // 6), part_of=plant)
    mixed = rng.permutation(hands)
    night[mixed[: int(hands.size * 0.35)]] = True
    lines_by_shift: dict[int, int] = {}
    workshop = MISSING
    for shift in (False, True):
        crew = mixed[night[mixed] == shift]
        for row, start in enumerate(range(0, crew.size, LINE_SIZE)):
            team = crew[start : start + LINE_SIZE]
            if row not in lines_by_shift:
                if row % LINES_PER_WORKSHOP == 0:
                    letter = chr(ord("A") + row // LINES_PER_WORKSHOP % 26)
                    title = f"Xưởng {letter}{row // LINES_PER_WORKSHOP // 26 or ''}, {label}"
                    room = LINE_SIZE * LINES_PER_WORKSHOP
                    workshop = register.add(title, place_kinds.WORKSHOP, commune, room, part_of=plant)
                title = f"Chuyền {row + 1}, {label}"
                lines_by_shift[row] = register.add(title, place_kinds.LINE, commune, LINE_SIZE, part_of=plant)
                own["workshop"][team] = workshop
            else:
                own["workshop"][team] = own["workshop"][mixed[own["line"][mixed] == lines_by_shift[row]][0]]
            own["line"][team] = lines_by_shift[row]
            # A bench is kept by one crew: the night shift's numbers go on from the day's.
            own["seat"][team] = np.arange(team.size) // PERSONS_PER_BENCH + (LINE_SIZE // PERSONS_PER_BENCH if shift else 0)
    riders = hands[rng.random(hands.size) < 0.55]
    for shift in (False, True):
        crew = riders[night[riders] == shift]  # in the order of communes, so that neighbours share a bus
        for row, start in enumerate(range(0, crew.size, BUS_SIZE)):
            bus = register.add(f"Xe đưa đón {row + 1}{' (ca đêm)' if shift else ''}, {label}", place_kinds.BUS, commune, 45)
            own["bus"][crew[start : start + BUS_SIZE]] = bus


def _fill_schools(rng: np.random.Generator, register: _Register, people: SimulatedPeople, own: dict[str, Small]) -> None:
    """Schools of neighbouring communes, classes by age, a teacher or two for each class."""
    pupils = np.flatnonzero(people.role == DaytimeRole.PUPIL)
    teachers = rng.permutation(np.flatnonzero(people.role == DaytimeRole.TEACHER))
    schools = max(1, round(pupils.size / SCHOOL_SIZE))
    classes: list[tuple[int, int]] = []
    for number, members in enumerate(np.array_split(pupils, schools)):
        commune = int(people.commune[members[members.size // 2]])
        place = people.communes[commune].name.split(" ", 1)[-1]
        school = register.add(f"Trường số {number + 1} {place}", place_kinds.SCHOOL, commune, members.size + 40, (6, 18))
        by_age = members[np.lexsort((rng.random(members.size), -people.birth_year[members]))]
        for row, room in enumerate(np.array_split(by_age, max(1, round(members.size / CLASS_SIZE)))):
            title = f"Lớp {row + 1}, Trường số {number + 1} {place}"
            where = register.add(title, place_kinds.CLASS, commune, CLASS_SIZE + 6, (6, 18), part_of=school)
            own["school"][room], own["class_room"][room] = school, where
            own["seat"][room] = rng.permutation(room.size) // 6
            classes.append((school, where))
    rooms = np.array(classes)[np.arange(teachers.size) % len(classes)]
    own["school"][teachers], own["class_room"][teachers] = rooms[:, 0], rooms[:, 1]
    own["seat"][teachers] = 0


def _fill_boarding_houses(register: _Register, people: SimulatedPeople, own: dict[str, Small]) -> None:
    tenants = np.flatnonzero(people.boarding != MISSING)
    house = people.boarding[tenants]
    first = tenants[np.flatnonzero(np.diff(house, prepend=MISSING))]
    numbers = np.array(
        [
            register.add(f"Nhà trọ số {row + 1}", place_kinds.BOARDING_HOUSE, int(people.commune[person]), 40)
            for row, person in enumerate(first)
        ],
        dtype=np.int32,
    )
    if tenants.size:
        own["boarding_house"][tenants] = numbers[house]


def _fill_trade(rng: np.random.Generator, register: _Register, people: SimulatedPeople, own: dict[str, Small]) -> dict[str, Small]:
    """Markets, shops, eateries, clinics, pagodas: one for so many people, everybody's usual one is the nearest."""
    count = len(people)
    usual: dict[str, Small] = {}
    for key, title, kind, per, hours, capacity in (
        ("market", "Chợ", place_kinds.MARKET, 2500, (4, 18), 600),
        ("shop", "Cửa hàng", place_kinds.SHOP, 160, (7, 21), 15),
        ("eatery", "Quán ăn", place_kinds.EATERY, 300, (6, 22), 40),
        ("clinic", "Trạm y tế", place_kinds.CLINIC, 4000, (7, 17), 40),
        ("pagoda", "Chùa", place_kinds.OTHER, 3000, (5, 18), 100),
    ):
        number = max(1, count // per)
        nearest = np.arange(count) * number // count
        middle = people.commune[(np.arange(number) * count + count // 2) // number]
        venues = np.array(
            [
                register.add(
                    f"{title} số {row + 1} {people.communes[int(commune)].name.split(' ', 1)[-1]}",
                    kind,
                    int(commune),
                    capacity,
                    hours,
                )
                for row, commune in enumerate(middle)
            ],
            dtype=np.int32,
        )
        usual[key] = venues[nearest]
    sellers = np.flatnonzero(people.role == DaytimeRole.SELLER)
    own["workplace"][sellers] = usual["market"][sellers]
    own["seat"][sellers] = rng.integers(0, 12, sellers.size)
    keepers = np.flatnonzero(people.role == DaytimeRole.SHOP_WORKER)
    in_shop = rng.random(keepers.size) < 0.7
    own["workplace"][keepers] = np.where(in_shop, usual["shop"][keepers], usual["eatery"][keepers])
    own["seat"][keepers] = 0
    return usual
