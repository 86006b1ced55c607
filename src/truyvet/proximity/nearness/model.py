"""The nearness model as data: a curve from a signal, less what is typical of the two devices, to a probability.

``probability`` answers how likely two people were within two metres, given how common that is beforehand (the prior). It was
trained on twenty telephones on twenty people (data/nearness.json says on what; docs/explanation/nearness.md how well it does and
what it cannot do).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from truyvet.proximity.errors import CallerError


@dataclass(frozen=True, slots=True)
class NearnessModel:
    """Levels are in dBm, as if each sender had stated ``reference_power``."""

    version: str
    trained_on: str
    source: str
    reference_power: float
    """What the senders stated in training, in dBm; a sender that states nothing counts as one of them."""
    typical_level: float
    """The median window: what a device's own level is measured from."""
    even_level: float
    """Where the signal speaks neither for near nor for far, so that the probability is the prior."""
    slope: float
    """Log odds per dB above ``even_level``."""
    slope_sender_unknown: float
    """Flatter: an unknown sender may be a strong one far away or a weak one beside."""
    receiver_share_sender_unknown: float
    """Share of the receiver's own level that is taken off when the sender's is unknown."""
    prior: float
    """Share of near windows where it was trained."""

    def level(self, rssi: float, power: float | None) -> float:
        """Returns the level of a signal whose sender stated ``power`` (dBm; None when it stated nothing)."""
        return rssi if power is None else rssi - (power - self.reference_power)

    def probability(
        self, level: float, prior: float | None = None, *, receiver_level: float = 0.0, sender_level: float | None = None
    ) -> float:
        """Returns how likely the two were within two metres, 0 to 1, when a share ``prior`` of all windows is near.

        ``level`` is a window's mean. ``receiver_level`` and ``sender_level`` are dB above the typical device (``device_levels``).
        """
        before = self.prior if prior is None else prior
        if not 0 < before < 1:
            raise CallerError("the prior lies between 0 and 1")
        if sender_level is None:
            evidence = self.slope_sender_unknown * (level - self.receiver_share_sender_unknown * receiver_level - self.even_level)
        else:
            evidence = self.slope * (level - receiver_level - sender_level - self.even_level)
        log_odds = math.log(before / (1 - before)) + evidence
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))


def load_model() -> NearnessModel:
    """Returns the model that is shipped."""
    data = json.loads(files("truyvet.proximity.nearness").joinpath("data", "nearness.json").read_text("utf-8"))
    return NearnessModel(**data)


SIGNAL_CLASSES: Final = ("far", "unclear", "near")


def signal_class(probability: float) -> str:
    """Returns the class that a screen shows beside the minutes: "near" from 0.7, "far" below 0.3, otherwise "unclear"."""
    return SIGNAL_CLASSES[2] if probability >= 0.7 else SIGNAL_CLASSES[0] if probability < 0.3 else SIGNAL_CLASSES[1]
