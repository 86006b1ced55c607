"""The nearness model as data: each receiver's own sensitivity, and one curve from a window's signal to a probability.

``probability`` answers how likely two people were within two metres, given the level and how common that is beforehand (the
prior). It was trained on two phones held, pocketed or in backpacks (data/nearness.json says on what, and how well it does); walls,
crowds and other phones were not in it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from truyvet.proximity.errors import CallerError
from truyvet.proximity.nearness.windows import RssiWindow


@dataclass(frozen=True, slots=True)
class NearnessModel:
    """``sensitivity`` is the dB by which a receiver model receives more than the average one. Levels in dBm, ``slope`` per dB."""

    version: str
    centre: float
    slope: float
    offset: float
    noise: float
    """How many readings weigh as much as knowing nothing: a window of few readings is drawn towards ``centre``."""
    prior: float
    """Share of near windows where it was trained."""
    reference_power: float
    sensitivity: dict[str, float]

    def level(self, window: RssiWindow) -> float:
        """Returns the window's signal as the average receiver would have it, drawn to the centre when it rests on few readings."""
        received_level = window.level - self.sensitivity.get(window.receiver, 0.0)
        return self.centre + (received_level - self.centre) * window.readings / (window.readings + self.noise)

    def probability(self, window: RssiWindow, prior: float | None = None) -> float:
        """Returns how likely the two were within two metres, 0 to 1, when a share ``prior`` of all windows is near."""
        before = self.prior if prior is None else prior
        if not 0 < before < 1:
            raise CallerError("the prior lies between 0 and 1")
        data = self.offset + self.slope * (self.level(window) - self.centre) + _logit(before) - _logit(self.prior)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, data))))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def load_model() -> NearnessModel:
    """Returns the model that is shipped."""
    data = json.loads(files("truyvet.proximity.nearness").joinpath("data", "nearness.json").read_text("utf-8"))
    return NearnessModel(**{name: data[name] for name in NearnessModel.__slots__})


SIGNAL_CLASSES: Final = ("far", "unclear", "near")


def signal_class(probability: float) -> str:
    """Returns the class that a screen shows beside the minutes: "near" from 0.7, "far" below 0.3, otherwise "unclear"."""
    return SIGNAL_CLASSES[2] if probability >= 0.7 else SIGNAL_CLASSES[0] if probability < 0.3 else SIGNAL_CLASSES[1]
