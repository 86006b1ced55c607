"""Loads when telephones ring by themselves, and the words of providers."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files

from truyvet.messaging.rules.call_plan import OUTCOMES, CallPlan, VoiceProvider


@cache
def call_plan() -> CallPlan:
    """Returns the figures in force. Raises KeyError, TypeError or ValueError at start where the file is wrong."""
    raw = tomllib.loads((files("truyvet.messaging") / "data" / "calls.toml").read_text(encoding="utf-8"))
    providers = {each["name"]: VoiceProvider(**each) for each in raw["provider"]}
    for each in providers.values():
        if set(each.request) != {"id", "to", "sound"} or set(each.receipt) != {"id", "outcome", "key"}:
            raise ValueError(f"calls.toml: {each.name}: fields")
        if not set(each.outcomes.values()) <= set(OUTCOMES):
            raise ValueError(f"calls.toml: {each.name}: outcomes")
    return CallPlan(
        raw["version"], raw["source"], tuple((part["from"], part["until"]) for part in raw["part"]), int(raw["most_calls"]),
        timedelta(minutes=raw["busy_again_minutes"]), providers,
    )  # fmt: skip
