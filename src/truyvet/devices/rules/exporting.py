"""How published keys go out: how often, how many in a file, what stands beside a key. Times in epoch seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from truyvet.devices.rules.certificates import UNKNOWN
from truyvet.proximity.keys import KEY, PERIOD, DailyKey
from truyvet.proximity.publishing import DAY, ReportType

KEY_DAYS: Final = 14
"""Days after its end for which a key, and the file with it, is given out: nobody keeps sightings that are older than 21 days
and an illness is infectious for less."""
LEAST: Final = 1_000
"""Keys in a file. Fewer real ones are hidden among drawn ones, so that the size of a file tells no number of patients."""
MOST: Final = 20_000
EVERY: Final = 600
"""Seconds between files: uploads that came within them are in one file, and its hour names nobody's upload."""
ONSET_MOST: Final = 14
KINDS: Final = {"confirmed": ReportType.CONFIRMED, "recursive": ReportType.RECURSIVE}
"""Kind of a code → kind of report."""


@dataclass(frozen=True, slots=True)
class Published:
    """A key as it goes out. ``onset_days``: days from onset to the key, None where nobody knows."""

    key: DailyKey
    risk: int
    report_type: int
    onset_days: int | None


def onset_interval(day: date) -> int:
    """The interval that stands for a local day of onset: the first of the UTC day with the same date, as keys are numbered."""
    return (day - date(1970, 1, 1)).days * PERIOD


def onset_days(start: int, onset_interval: int) -> int | None:
    """Days from the day of onset to the day of a key, both as intervals; None when unknown or beyond what a file can say."""
    if onset_interval == UNKNOWN:
        return None
    days = start // PERIOD - onset_interval // PERIOD
    return days if -ONSET_MOST <= days <= ONSET_MOST else None


def window_end(now: int, last_end: int, every: int) -> int | None:
    """Until when a new file tells, None while the window of the last file still runs. Files never overlap."""
    end = now // every * every if every else max(now, last_end + 1)
    return end if end > last_end else None


def padded(real: Sequence[Published], least: int, entropy: Callable[[int], bytes]) -> list[Published]:
    """``real`` among drawn keys, at least ``least`` in all, in the order of their bytes: nothing tells which is which.

    A drawn key takes day, length, risk and kind of a real one, drawn too, so that both have the same mixture of them.
    """
    rows = list(real)
    for _ in range(least - len(real) if real else 0):
        like = real[int.from_bytes(entropy(8), "big") % len(real)]
        key = DailyKey(entropy(KEY), like.key.start, like.key.period)
        rows.append(Published(key, like.risk, like.report_type, like.onset_days))
    return sorted(rows, key=lambda row: row.key.key_data)


def fields(row: Published) -> dict[str, Any]:
    """A key by the field names of the published format; what is not known is not said."""
    said: dict[str, Any] = {
        "key_data": row.key.key_data,
        "transmission_risk_level": row.risk,
        "rolling_start_interval_number": row.key.start,
        "rolling_period": row.key.period,
        "report_type": row.report_type,
    }
    if row.onset_days is not None:
        said["days_since_onset_of_symptoms"] = row.onset_days
    return said


def key_gone_after(key: DailyKey) -> int:
    """The second from which a key is no longer given out."""
    return key.ends + KEY_DAYS * DAY
