"""The work of an upload, done for nothing: chaff that only answered would be told apart by its haste."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from truyvet.devices.models import Decoy
from truyvet.devices.rules.keeping import DECOY_DAYS
from truyvet.web.clock import local_day

FILLER: Final = 75
"""Bytes: with its name a row is about as long as a row of the audit."""


def write_decoys(count: int, now: datetime, entropy: Callable[[int], bytes]) -> None:
    """So many rows in one statement, inside the caller's transaction."""
    day = local_day(now) + timedelta(days=DECOY_DAYS)
    Decoy.objects.bulk_create(Decoy(name=entropy(32).hex(), filler=entropy(FILLER).hex(), delete_on=day) for _ in range(count))
