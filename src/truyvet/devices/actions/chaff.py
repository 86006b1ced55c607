"""Does the work of an upload for nothing, so that chaff takes as long as an upload."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.devices.models import ChaffRow
from truyvet.devices.rules.retention_periods import CHAFF_DAYS

FILLER_BYTES: Final = 75
"""Bytes: with its name a row is about as long as a row of the audit."""


def write_chaff(count: int, now: datetime, entropy: Callable[[int], bytes]) -> None:
    """Writes so many rows in one statement, inside the caller's transaction."""
    day = LocalDay.of(now) + timedelta(days=CHAFF_DAYS)
    ChaffRow.objects.bulk_create(ChaffRow(name=entropy(32).hex(), filler=entropy(FILLER_BYTES).hex(), delete_on=day) for _ in range(count))
