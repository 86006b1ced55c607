"""The tables of a province: frozen, column by column. Numbers of persons, households and venues are dense, 0..n-1.

Times are epoch seconds; ``MISSING`` (-1) marks an absent value everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate.communes import Commune
from truyvet.simulate.names import full_name, phone_number

MISSING: Final = -1
Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]


class DaytimeRole(IntEnum):
    """What a person does by day."""

    AT_HOME = 0
    PUPIL = 1
    TEACHER = 2
    WORKER = 3
    SELLER = 4
    SHOP_WORKER = 5


@dataclass(frozen=True, slots=True)
class SimulatedPeople:
    """Person 0..n-1, in the order of their commune and household. Columns of shape (n,)."""

    communes: tuple[Commune, ...]
    birth_year: Small
    female: Flags
    family: NDArray[np.uint8]
    middle: NDArray[np.uint8]
    given: NDArray[np.uint8]
    household: Small
    commune: Small
    """Index into ``communes``."""
    role: Small
    smartphone: Flags
    phone_order: Small
    """Which number they have, MISSING for a small child without a phone; see ``phone``."""
    hamlet: Small
    """Number of the thôn or tổ dân phố."""
    boarding: Small
    """Number of the boarding house they rent a room in, from 0, or MISSING."""

    def __len__(self) -> int:
        return int(self.birth_year.size)

    def name(self, person: int) -> str:
        """Invented full name."""
        return full_name(
            int(self.family[person]),
            int(self.middle[person]),
            int(self.given[person]),
            female=bool(self.female[person]),
        )

    def gender(self, person: int) -> str:
        """``m`` or ``f``."""
        return "f" if self.female[person] else "m"

    def phone(self, person: int) -> str:
        """E.164, or empty for a small child."""
        order = int(self.phone_order[person])
        return "" if order == MISSING else phone_number(order)

    def address(self, person: int) -> str:
        """Vietnamese address text down to the hamlet or boarding house."""
        commune = self.communes[int(self.commune[person])]
        part = f"{'Tổ dân phố' if commune.urban else 'Thôn'} {int(self.hamlet[person])}"
        boarding = int(self.boarding[person])
        room = "" if boarding == MISSING else f"Nhà trọ số {boarding + 1}, "
        return f"{room}{part}, {commune.name}, {commune.district_name}"


@dataclass(frozen=True, slots=True)
class Households:
    """Household 0..h-1: a family, or the tenants of one rented room. Columns of shape (h,); members are consecutive."""

    first: Small
    """The first member's person number."""
    size: Small
    commune: Small
    rented_room: Flags


@dataclass(frozen=True, slots=True)
class SimulatedVenues:
    """Venue 0..v-1, shape (v,)."""

    name: tuple[str, ...]
    kind: Small
    """Index into ``place_kinds.VENUE_KINDS``."""
    commune: Small
    """Index into ``SimulatedPeople.communes``."""
    part_of: Small
    """The venue this is a zone of, or MISSING."""
    opens: Small
    """Seconds after local midnight, or MISSING (always open)."""
    closes: Small
    capacity: Small

    def __len__(self) -> int:
        return int(self.kind.size)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where each person belongs: venue numbers or MISSING; shape (n,)."""

    plant: Small
    workshop: Small
    line: Small
    bus: Small
    school: Small
    class_room: Small
    workplace: Small
    """Market or shop of a seller or shop worker."""
    boarding_house: Small
    night_shift: Flags
    seat: Small
    """Which bench of their line, class or market they keep."""
    market: Small
    """The one they go to, as everybody does."""
    shop: Small
    eatery: Small
    clinic: Small
    pagoda: Small


@dataclass(frozen=True, slots=True)
class TrueStays:
    """The true stays, ordered by day; shape (s,). Venue ``len(venues)`` + h: a gathering at household h's home."""

    person: Small
    venue: Small
    spot: NDArray[np.int16]
    """Table, bench, row or aisle within the venue; MISSING = somewhere in it (a whole plant or school)."""
    start: Small
    """Epoch seconds; int32 holds them until 2038."""
    end: Small
    day_start: Ints
    """Row at which each day begins, and the row count; shape (days + 1,)."""

    def __len__(self) -> int:
        return int(self.person.size)

    def day(self, day: int) -> slice:
        """Rows of local day ``day``, from 0."""
        return slice(int(self.day_start[day]), int(self.day_start[day + 1]))


@dataclass(frozen=True, slots=True)
class InfectionTruth:
    """The truth, which no record shows: who was infected, and by whom. Shape (n,), MISSING for the never infected."""

    infected_at: Ints
    infector: Ints
    """MISSING for an index infection too."""
    place: Small
    """Index into ``place_kinds.INFECTION_PLACES``."""
    venue: Small
    """MISSING at home."""
    onset: Ints
    """MISSING without symptoms. May lie after the as-of."""

    @property
    def infected(self) -> Flags:
        """Who was infected before the as-of."""
        infected: Flags = self.infected_at != MISSING
        return infected


@dataclass(frozen=True, slots=True)
class DetectedCases:
    """The detected: a positive result before the as-of. Ordered by result; shape (c,)."""

    person: Ints
    onset: Ints
    """As reported in the interview: local midnight, sometimes a day wrong; MISSING without symptoms."""
    sample: Ints
    result: Ints
    isolated: Ints

    def __len__(self) -> int:
        return int(self.person.size)


@dataclass(frozen=True, slots=True)
class CaseIsolations:
    """From when a person was isolated; shape (i,)."""

    person: Ints
    isolated_at: Ints


@dataclass(frozen=True, slots=True)
class RecordedVisits:
    """Recorded visits, ordered by check-in; shape (r,)."""

    person: Ints
    venue: Ints
    check_in: Ints
    check_out: Ints
    """MISSING when there was none."""
    assurance: Ints
    """Index into ``place_kinds.ASSURANCES``."""


@dataclass(frozen=True, slots=True)
class RecordedEncounters:
    """Encounters that two phones recorded, ordered by start; shape (e,)."""

    person_a: Ints
    person_b: Ints
    start: Ints
    seconds: Ints
    distance_um: Ints
    """Micrometres; MISSING when only a probability was recorded."""
    probability_ppb: Ints
    """Parts per billion."""


@dataclass(frozen=True, slots=True)
class NamedContacts:
    """Contacts that interviewed cases named; shape (m,)."""

    source: Ints
    contact: Ints
    last_contact: Ints


@dataclass(frozen=True, slots=True)
class RegisteredGroups:
    """Registered memberships; shape (g,)."""

    person: Ints
    group: Ints
    kind: Ints
    """Index into ``place_kinds.GROUP_KINDS``."""
    start: Ints
    venue: Ints
    """Where the group meets, or MISSING (households)."""


ProvinceTable = (
    SimulatedPeople
    | Households
    | SimulatedVenues
    | Belonging
    | TrueStays
    | InfectionTruth
    | DetectedCases
    | CaseIsolations
    | RecordedVisits
    | RecordedEncounters
    | NamedContacts
    | RegisteredGroups
)


def columns(table: ProvinceTable) -> dict[str, NDArray[np.generic]]:
    """The array columns of a table by name."""
    values = {item.name: getattr(table, item.name) for item in fields(table)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def concatenate_columns(parts: Sequence[Ints | Small]) -> Small:
    """One int32 column of several; shape (sum,)."""
    return np.concatenate(parts).astype(np.int32) if parts else np.empty(0, np.int32)
