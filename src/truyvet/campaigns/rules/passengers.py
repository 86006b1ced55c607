"""A vehicle's list of passengers: who sat where, from when until when. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from truyvet.core.local_day import LocalDay

MAX_VEHICLE_LETTERS: Final = 20
MAX_PLACE_LETTERS: Final = 80
MAX_SEAT_LETTERS: Final = 6
MAX_JOURNEY: Final = timedelta(days=4)
"""Ours: the train from north to south and back takes less."""


@dataclass(frozen=True, slots=True, repr=False)
class SeatEntry:
    """One line of a list. No readable repr. ``phone`` in E.164 or ""; ``document`` a card's number or ""."""

    vehicle: str
    departed_at: datetime
    arrived_at: datetime
    origin: str
    destination: str
    seat: str
    name: str
    phone: str
    document: str
    commune_id: int | None

    @property
    def trip(self) -> tuple[str, datetime]:
        """By which the lines of one journey belong together."""
        return self.vehicle, self.departed_at


def vehicle_number(text: str) -> str:
    """Returns a plate or number as it is compared: "24b 012.34" and "24B-01234" are one vehicle."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def end_of_journey(departed_at: datetime, told: datetime | None) -> datetime | None:
    """Returns when the journey ended: as told, or at the end of its local day; None for an end that cannot be."""
    end = told or LocalDay.of_number(LocalDay.of(departed_at).number + 1).start
    return end if departed_at < end <= departed_at + MAX_JOURNEY else None
