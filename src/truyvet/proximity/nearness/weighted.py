"""Weighted minutes, as the second version of Exposure Notifications scores a day: attenuation in four classes, each with a weight.

Attenuation is the sender's power less the received level, in dB. The score is a duration, so that a doctor can read it; the
weights are the application's, and its defaults here are those of a large published configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from truyvet.proximity.errors import OwnError


@dataclass(frozen=True, slots=True)
class Weights:
    """Class limits in dB (immediate below the first, near below the second, medium below the third) and weights 0 to 2.5."""

    limits: tuple[float, float, float] = (63.0, 73.0, 79.0)
    weights: tuple[float, float, float, float] = (0.8, 1.0, 0.1, 0.0)

    def __post_init__(self) -> None:
        if list(self.limits) != sorted(self.limits) or not all(0 <= weight <= 2.5 for weight in self.weights):
            raise OwnError("limits rise, and a weight is 0 to 2.5")

    def weight(self, attenuation: float) -> float:
        """The weight of a second at this attenuation."""
        return self.weights[sum(attenuation >= limit for limit in self.limits)]


def weighted_seconds(scans: Iterable[tuple[float, float]], weights: Weights | None = None) -> float:
    """The sum over scans of (attenuation in dB, seconds)."""
    used = weights or Weights()
    return sum(used.weight(attenuation) * seconds for attenuation, seconds in scans)
