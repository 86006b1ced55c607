"""The JSON that the pages' scripts ask for again and again."""

from __future__ import annotations

import json
from typing import Any

from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.messages import MessageState
from truyvet.proximity.rolling_identifiers import INTERVAL_S


def nearby(service: ExposureService) -> dict[str, Any]:
    """Returns who is near now."""
    return {"near": [{"number": each.number, "signal": each.signal, "minutes": each.minutes} for each in service.device.watch()]}


def status(service: ExposureService) -> dict[str, Any]:
    """Returns what would change the home screen; the script reloads the screen when it differs."""
    log = service.device.log
    away = sum(each["state"] != MessageState.AWAY for each in log.documents("message"))
    checked = (log.fact("checked_at") or 0) // INTERVAL_S
    return {"verdict": service.status(), "messages": away, "trouble": log.fact("trouble"), "checked": checked}


def to_json(values: dict[str, Any]) -> str:
    """Returns JSON with sorted names: the same values are the same text."""
    return json.dumps(values, sort_keys=True)
