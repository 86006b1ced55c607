"""The attenuation weights that phones use to score a day, as in the second version of Exposure Notifications.

Attenuation is the sender's power less the received level, in dB. The score is a duration, so that a doctor can read it; the
weights are the application's, and its defaults here are those of a large published configuration.
"""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.proximity.errors import CallerError


@dataclass(frozen=True, slots=True)
class AttenuationWeights:
    """Class limits in dB (immediate, near and medium lie below the first, second and third) and weights from 0 to 2.5."""

    limits: tuple[float, float, float] = (63.0, 73.0, 79.0)
    weights: tuple[float, float, float, float] = (0.8, 1.0, 0.1, 0.0)

    def __post_init__(self) -> None:
        if list(self.limits) != sorted(self.limits) or not all(0 <= weight <= 2.5 for weight in self.weights):
            raise CallerError("limits rise, and a weight is 0 to 2.5")
