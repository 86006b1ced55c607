"""What of an exposure is told to the health department, and which exposures make the log of a case. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from truyvet.agent.client import b64
from truyvet.agent.diary import DAY
from truyvet.agent.history import LOCAL

LOG_SECONDS: Final = 13 * DAY
"""The server gives keys out for 14 days; one less, since days end at midnight."""
LOG_MOST: Final = 50
"""Exposures in one log, as the server takes them."""
EPOCH: Final = date(1970, 1, 1)


def log(found: Sequence[dict[str, Any]], now: int) -> list[dict[str, Any]]:
    """Exposures, in their order, whose keys the server still knows; one that it does not know would spoil all."""
    return [each for each in found if each["start"] >= now - LOG_SECONDS][:LOG_MOST]


def told(found: dict[str, Any], event: str) -> dict[str, Any]:
    """One exposure as it is sent. A day, not an hour: with the hour one could guess who it was."""
    day = EPOCH + timedelta(days=(found["start"] + LOCAL) // DAY)
    return {
        "event_id": event, "key_data": b64(bytes.fromhex(found["key"])), "day": day.isoformat(),
        "minutes": max(1, found["minutes"]), "confidence": found["signal"], "probability": found["confidence"],
    }  # fmt: skip
