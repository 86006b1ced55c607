"""Decides what of an exposure is reported to the health department, and which exposures make the match log of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from truyvet.agent.key_server_client import base64url_encode
from truyvet.proximity.local_day import DAY_S, local_day

MAX_LOG_AGE_S: Final = 13 * DAY_S
"""The server gives keys out for 14 days; one less, since days end at midnight."""
MAX_LOG_EXPOSURES: Final = 50
"""Exposures in one log, as the server takes them."""
EPOCH: Final = date(1970, 1, 1)


def reportable_exposures(exposure: Sequence[dict[str, Any]], now: int) -> list[dict[str, Any]]:
    """Returns the exposures whose keys the server still knows, in their order; one unknown key would spoil the report."""
    return [each for each in exposure if each["start"] >= now - MAX_LOG_AGE_S][:MAX_LOG_EXPOSURES]


def report_fields(exposure: dict[str, Any], event: str) -> dict[str, Any]:
    """Returns one exposure as it is sent: with a day, not an hour, since with the hour one could guess who it was."""
    day = EPOCH + timedelta(days=local_day(exposure["start"]))
    return {
        "event_id": event, "key_data": base64url_encode(bytes.fromhex(exposure["key"])), "day": day.isoformat(),
        "minutes": max(1, exposure["minutes"]), "confidence": exposure["signal"], "probability": exposure["confidence"],
    }  # fmt: skip
