"""What a caller may choose: the size and seed of the province, and how much of it the records see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

import numpy as np

from truyvet.simulate.communes import BAC_GIANG, Commune

DAY_S: Final = 86_400
LOCAL_OFFSET_S: Final = 7 * 3600
"""Asia/Ho_Chi_Minh is seven hours ahead of UTC, without summer time."""
AS_OF: Final = 1_622_422_800
"""31 May 2021, 08:00 in Việt Nam."""


@dataclass(frozen=True, slots=True)
class ProvinceOptions:
    """The true world. Equal options give equal bytes."""

    seed: int = 1
    people: int = 20_000
    as_of: int = AS_OF
    """Epoch seconds; no row starts at or after it."""
    days: int = 21
    """Whole local days before the day of ``as_of``."""
    plants: int = 5
    index_infections: int = 3
    wave: tuple[int, int] = (60, 200)
    """Infections between which the outbreak should end. A wave that was noticed is a wave that took off: up to
    ``attempts`` courses are drawn from the same people and meetings, and the first within these bounds (else the
    nearest) is kept."""
    detected: tuple[int, int] = (15, 40)
    """The same for those of them with a positive result before the as-of."""
    attempts: int = 60
    spread: float = 1.0
    """Multiplies every chance of infection."""
    communes: Sequence[Commune] = field(default=BAC_GIANG)

    def __post_init__(self) -> None:
        """Raise ValueError for a province that cannot be built."""
        if self.people < 2_000:
            raise ValueError("people: at least 2000, fewer cannot fill two plants, a school and a market")
        if not 3 <= self.plants <= 6:
            raise ValueError("plants: 3 to 6")
        if not 7 <= self.days <= 60:
            raise ValueError("days: 7 to 60")
        if not self.communes:
            raise ValueError("communes: at least one")
        if self.index_infections < 1 or self.attempts < 1 or self.spread < 0:
            raise ValueError("index_infections and attempts: at least 1; spread: not negative")

    @property
    def begin(self) -> int:
        """Epoch seconds of the first local midnight."""
        today = (self.as_of + LOCAL_OFFSET_S) // DAY_S * DAY_S - LOCAL_OFFSET_S
        return today - self.days * DAY_S

    @property
    def day_count(self) -> int:
        """Local days with stays, that of ``as_of`` included."""
        return self.days + 1


@dataclass(frozen=True, slots=True)
class RecordingRates:
    """How much of the true world the records see. All are shares, 0-1, but ``distance_noise``."""

    name: str
    app: float
    """Of those with a smartphone, who has the app."""
    bluetooth: float
    """Of those with the app, whose Bluetooth is on."""
    card: float
    """Of those without the app, who carries a printed code (in a plant or school: half of the rest does, too)."""
    scan: float
    """A carrier is scanned where somebody stands at the entrance: plant, school, bus, market, clinic."""
    scan_open: float
    """The same where nobody does: shop, eatery, boarding house, pagoda."""
    zone_plants: float
    """Plants and schools that also scan at zones; the others are gate-only."""
    zone_scan: float
    """A carrier scans at a zone, where zones are scanned."""
    check_out_missed: float
    """A check-out that never came, at guarded places; elsewhere more."""
    capture: float
    """Two phones with the app near each other notice it."""
    distance_noise: float
    """Standard deviation of the logarithm of the measured distance."""
    interview: float
    """Of contacts that a case could name, how many the interview brings up."""
    household: float
    """Households that are registered with their members."""
    roster: float
    """Plants and schools whose lists of lines, shifts and classes are at hand."""

    def __post_init__(self) -> None:
        """Raise ValueError naming each rate outside its range."""
        wrong = [
            item.name for item in fields(self) if item.name not in ("name", "distance_noise") and not 0.0 <= getattr(self, item.name) <= 1.0
        ]
        if self.distance_noise < 0:
            wrong.append("distance_noise")
        if wrong:
            raise ValueError("outside 0-1: " + ", ".join(wrong))


RATE_PRESETS: Final[Mapping[str, RecordingRates]] = {
    rates.name: rates
    for rates in (
        RecordingRates("low", 0.20, 0.50, 0.35, 0.50, 0.15, 0.20, 0.45, 0.75, 0.45, 0.60, 0.30, 0.50, 0.20),
        RecordingRates("medium", 0.38, 0.65, 0.65, 0.75, 0.35, 0.50, 0.65, 0.50, 0.60, 0.45, 0.50, 0.75, 0.50),
        RecordingRates("high", 0.65, 0.80, 0.93, 0.94, 0.75, 0.90, 0.90, 0.25, 0.80, 0.30, 0.75, 0.93, 0.90),
    )
}
"""Three presets. In June 2021 about 30 % of the people of Bắc Giang had the app: ``medium``."""


def random_stream(seed: int, stage: int, attempt: int = 0) -> np.random.Generator:
    """The random numbers of one stage: a change in one stage does not move another."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, stage, attempt])))


PEOPLE_STAGE, VENUES_STAGE, DAYS_STAGE, OUTBREAK_STAGE, VISITS_STAGE, ENCOUNTERS_STAGE, NAMED_STAGE, GROUPS_STAGE, TEAMS_STAGE = range(9)
