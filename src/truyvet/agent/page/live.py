"""What the pages' scripts ask for again and again."""

from __future__ import annotations

import json
from typing import Any

from truyvet.agent.assistant import Assistant
from truyvet.agent.messages import State
from truyvet.proximity.keys import INTERVAL


def near(who: Assistant) -> dict[str, Any]:
    """Who is near now."""
    return {"near": [{"number": each.number, "signal": each.signal, "minutes": each.minutes} for each in who.device.watch()]}


def status(who: Assistant) -> dict[str, Any]:
    """What would change the home screen; the script opens it anew when it is not what the screen was drawn from."""
    diary = who.device.diary
    away = sum(each["state"] != State.AWAY for each in diary.documents("message"))
    checked = (diary.fact("checked_at") or 0) // INTERVAL
    return {"verdict": who.verdict(), "messages": away, "trouble": diary.fact("trouble"), "checked": checked}


def written(said: dict[str, Any]) -> str:
    """As it goes out: the same values are the same text."""
    return json.dumps(said, sort_keys=True)
