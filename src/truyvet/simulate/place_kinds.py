"""The kinds of place, as small numbers, and what the simulation believes about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VENUE_KINDS: Final = (
    "factory",
    "workshop",
    "line",
    "canteen",
    "market",
    "school",
    "class",
    "shop",
    "eatery",
    "bus",
    "clinic",
    "boarding_house",
    "other",
)
"""Names of venue kinds; a venue's ``kind`` is an index into it."""

(
    FACTORY,
    WORKSHOP,
    LINE,
    CANTEEN,
    MARKET,
    SCHOOL,
    CLASS,
    SHOP,
    EATERY,
    BUS,
    CLINIC,
    BOARDING_HOUSE,
    OTHER,
) = range(len(VENUE_KINDS))

GATHERING: Final = len(VENUE_KINDS)
"""Neighbours and relatives at somebody's home: never a venue, seen only by phones and interviews."""
HOME: Final = GATHERING + 1
"""The own household."""
OUTSIDE: Final = HOME + 1
"""Infected outside the province: the index infections."""

INFECTION_PLACES: Final = (*VENUE_KINDS, "gathering", "home", "outside")
"""Where an infection can happen; ``InfectionTruth.place`` is an index into it."""

ASSURANCES: Final = ("low", "medium", "high")
LOW, MEDIUM, HIGH = range(3)


@dataclass(frozen=True, slots=True)
class PlaceKindTraits:
    """What is believed of a kind of place: assumptions tuned to plausible outbreaks, not measurements."""

    near: float
    """Infections per hour from one average infectious person at their peak to one at the same table, row, bench."""
    far: float
    """The same to somebody elsewhere in the same room."""
    familiar: float
    """How likely a talkative person could name somebody they sat with here."""
    assurance: int
    """What a record of a visit here is worth: a gate of a plant says little, a scan at a line says much."""


TRAITS_BY_KIND: Final[dict[int, PlaceKindTraits]] = {
    FACTORY: PlaceKindTraits(0.0, 0.0, 0.0, LOW),  # the plant as a whole: nobody is near because of it
    WORKSHOP: PlaceKindTraits(0.0, 0.0, 0.0, HIGH),
    LINE: PlaceKindTraits(0.0090, 0.0007, 0.70, HIGH),
    CANTEEN: PlaceKindTraits(0.035, 0.0002, 0.45, HIGH),
    MARKET: PlaceKindTraits(0.016, 0.0002, 0.06, LOW),
    SCHOOL: PlaceKindTraits(0.0, 0.0, 0.0, LOW),
    CLASS: PlaceKindTraits(0.007, 0.0008, 0.75, HIGH),
    SHOP: PlaceKindTraits(0.012, 0.0, 0.10, MEDIUM),
    EATERY: PlaceKindTraits(0.035, 0.0015, 0.25, MEDIUM),
    BUS: PlaceKindTraits(0.016, 0.0020, 0.30, MEDIUM),
    CLINIC: PlaceKindTraits(0.015, 0.001, 0.10, MEDIUM),
    BOARDING_HOUSE: PlaceKindTraits(0.020, 0.0010, 0.60, LOW),
    OTHER: PlaceKindTraits(0.012, 0.0005, 0.20, MEDIUM),
    GATHERING: PlaceKindTraits(0.035, 0.0, 0.90, LOW),
    HOME: PlaceKindTraits(0.0065, 0.0, 0.98, LOW),
}

GROUP_KINDS: Final = ("household", "room", "line", "class", "coach")
HOUSEHOLD_GROUP, ROOM_GROUP, LINE_GROUP, CLASS_GROUP, COACH_GROUP = range(5)
