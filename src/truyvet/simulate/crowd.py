"""Simulates a walking crowd with known distances and scores the nearness model against them, without any radio.

People stand in small groups at spots and walk from spot to spot; phones are in the hand, a pocket or a bag. Each five minutes every
phone hears those in reach; a level becomes a probability of nearness; the truth says which were within two metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.proximity.nearness.model import NearnessModel
from truyvet.simulate.options import random_stream

CROWD_STAGE: Final = 40
"""Of the random numbers; no other stage of a simulation uses it."""
REACH_M: Final = 25.0
"""Distance within which a phone is received at all."""
NEAR_M: Final = 2.0
LEVEL_AT_ONE_METRE_DBM: Final = -74.0
"""dBm, both phones in the hand: what four phones measured in the experiment that docs/explanation/nearness.md holds back."""
PATH_LOSS_DB_PER_DECADE: Final = 20.0
"""dB for ten times the distance, in the open."""
CARRYING_LOSS_DB: Final = (0.0, -5.0, -9.0)
"""Loss in the hand, in a pocket, in a bag."""
SHADOWING_DB: Final = 4.0
FADING_DB: Final = 5.0
"""Spread in dB: of a pair's bodies and walls for a whole scan, and of each packet."""
PACKETS_PER_SCAN: Final = 40
"""Heard in one scan of 40 s: every fourth of a sender's 160."""
PEOPLE_PER_M2: Final = 0.02
"""People in a square metre of the area: a busy market street has ten times as many."""
MOVING_SHARE: Final = 0.3
"""Share of people who go to another spot between two scans."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Crowd:
    """``people`` on a square; ``x``, ``y`` in metres. Deterministic by seed."""

    people: int
    seed: int
    side: float = field(init=False)
    x: Floats = field(init=False)
    y: Floats = field(init=False)
    carried: Floats = field(init=False)
    rng: np.random.Generator = field(init=False)
    _spots: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random_stream(self.seed, CROWD_STAGE)
        self.side = float(np.sqrt(self.people / PEOPLE_PER_M2))
        self._spots = self.rng.uniform(0, self.side, (max(1, self.people // 3), 2))
        self.x, self.y = np.empty(self.people), np.empty(self.people)
        self.carried = self.rng.choice(CARRYING_LOSS_DB, self.people)
        self._go(np.arange(self.people))

    def walk(self) -> None:
        """Until the next scan: some go to another spot, the others shift from foot to foot."""
        moving = self.rng.random(self.people) < MOVING_SHARE
        self._go(np.flatnonzero(moving))
        self.x += self.rng.normal(0, 0.2, self.people)
        self.y += self.rng.normal(0, 0.2, self.people)

    def _go(self, who: Ints) -> None:
        spot = self._spots[self.rng.integers(0, len(self._spots), who.size)]
        self.x[who] = spot[:, 0] + self.rng.normal(0, 0.9, who.size)
        self.y[who] = spot[:, 1] + self.rng.normal(0, 0.9, who.size)

    def metres(self, one: int, other: int) -> float:
        """The true distance of two."""
        return float(np.hypot(self.x[one] - self.x[other], self.y[one] - self.y[other]))

    def pairs(self, reach: float = REACH_M) -> tuple[Ints, Ints, Floats]:
        """(one, other, metres) of every two within reach, each pair once. Cells of the size of the reach, sorted; neighbours joined."""
        columns = int(self.side // reach) + 3
        cell = (
            (np.clip(self.y // reach, -1, columns - 2).astype(np.int64) + 1) * columns
            + np.clip(self.x // reach, -1, columns - 2).astype(np.int64)
            + 1
        )
        order = np.argsort(cell, kind="stable")
        sorted_cells = cell[order]
        ones, others = [], []
        for beside in (0, 1, columns - 1, columns, columns + 1):
            first = np.searchsorted(sorted_cells, sorted_cells + beside, "left")
            if beside == 0:
                first = np.arange(self.people) + 1
            count = np.maximum(0, np.searchsorted(sorted_cells, sorted_cells + beside, "right") - first)
            one = np.repeat(np.arange(self.people), count)
            other = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
            ones.append(order[one])
            others.append(order[other])
        one, other = np.concatenate(ones), np.concatenate(others)
        metres = np.hypot(self.x[one] - self.x[other], self.y[one] - self.y[other])
        inside = metres <= reach
        return one[inside], other[inside], metres[inside]

    def levels(self, one: Ints, other: Ints, metres: Floats) -> Floats:
        """The mean level, in dBm, that one hears of the other in a scan."""
        body = self.carried[one] + self.carried[other]
        noise = self.rng.normal(0, SHADOWING_DB, metres.size) + self.rng.normal(0, FADING_DB / np.sqrt(PACKETS_PER_SCAN), metres.size)
        return LEVEL_AT_ONE_METRE_DBM - PATH_LOSS_DB_PER_DECADE * np.log10(np.maximum(metres, 0.1)) + body + noise


@dataclass(frozen=True, slots=True)
class NearnessScore:
    """The score against the truth: pairs in reach over all scans, those within two metres, and how well the model told them apart."""

    pairs: int
    near: int
    area_under_curve: float
    """How often a near pair has a higher probability than a far one (area under the curve)."""
    precision: float
    """Of the pairs called near (0.7 and above), the share that was near."""
    recall: float
    """Of the pairs that were near, the share called near."""


def score_nearness(crowd: Crowd, scans: int, model: NearnessModel, prior: float) -> NearnessScore:
    """Lets the crowd walk for so many scans, and compares what phones estimate with where people stood."""
    chances, truths = [], []
    for _ in range(scans):
        one, other, metres = crowd.pairs()
        chances.append(_probability(crowd.levels(one, other, metres), model, prior))
        truths.append(metres <= NEAR_M)
        crowd.walk()
    chance, near = np.concatenate(chances), np.concatenate(truths)
    called = chance >= 0.7
    return NearnessScore(
        near.size, int(near.sum()), area_under_curve(chance, near), float(near[called].mean()) if called.any() else 0.0,
        float(called[near].mean()) if near.any() else 0.0,
    )  # fmt: skip


def area_under_curve(score: Floats, truth: NDArray[np.bool_]) -> float:
    """Area under the curve by ranks, ties halved."""
    values, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes, no = int(truth.sum()), int((~truth).sum())
    return float((ranks[truth].sum() - yes * (yes + 1) / 2) / (yes * no)) if yes and no and values.size else float("nan")


def _probability(levels: Floats, model: NearnessModel, prior: float) -> Floats:
    """The model's curve: it is asked at whole half decibels and read in between."""
    grid = np.arange(-130.0, 0.5, 0.5)
    curve = [model.probability(float(level), prior) for level in grid]
    read: Floats = np.interp(levels, grid, np.array(curve))
    return read
