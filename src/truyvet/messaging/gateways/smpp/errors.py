"""What a message centre's answers mean for us. Source: SMPP 3.4 §5.1.3 (status of a command)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SmppOutcome(StrEnum):
    """What follows from an answer to one part."""

    TAKEN = "taken"
    SLOWER = "slower"
    REFUSED = "refused"
    BUSY = "busy"


THROTTLED: Final = 0x58
QUEUE_FULL: Final = 0x14
REFUSED: Final = frozenset({0x01, 0x0A, 0x0B, 0x33, 0x34, 0x43, 0x48, 0x49, 0x50, 0x51, 0x61, 0x62, 0x65})
"""Length, source, destination, list, esm_class, type and plan of an address, moments, parameters: no second try can help."""


def outcome_of(status: int) -> SmppOutcome:
    """Returns what a status means; the centre does not have the part, except after 0."""
    if status == 0:
        return SmppOutcome.TAKEN
    if status in (THROTTLED, QUEUE_FULL):
        return SmppOutcome.SLOWER
    return SmppOutcome.REFUSED if status in REFUSED else SmppOutcome.BUSY
