"""Decides how keys are published: how often, how many in a file, what stands beside a key. Times in epoch seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from truyvet.devices.rules.verification_certificates import ONSET_UNKNOWN
from truyvet.proximity.diagnosis_keys import DAY_S, ReportType
from truyvet.proximity.rolling_identifiers import KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey

KEY_PUBLISHED_DAYS: Final = 14
"""Days after its end for which a key, and the file with it, is given out: nobody keeps sightings that are older than 21 days
and an illness is infectious for less."""
MIN_KEYS_PER_FILE: Final = 1_000
"""Keys in a file. Fewer real ones are hidden among drawn ones, so that the size of a file tells no number of patients."""
MAX_KEYS_PER_FILE: Final = 20_000
FILE_INTERVAL_S: Final = 600
"""Seconds between files: uploads that came within them are in one file, and its hour names nobody's upload."""
MAX_ONSET_DAYS: Final = 14
"""The range of days_since_onset_of_symptoms in the export format of Exposure Notifications."""
REPORT_TYPES: Final = {"confirmed": ReportType.CONFIRMED, "recursive": ReportType.RECURSIVE}
"""Kind of a code → kind of report."""


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key as it is published. ``days_since_onset`` is the days from onset to the key, None when unknown."""

    key: TemporaryExposureKey
    transmission_risk_level: int
    report_type: int
    days_since_onset: int | None


def onset_interval(day: date) -> int:
    """Returns the interval that stands for a local day of onset: the first of the UTC day with the same date, as keys are numbered."""
    return (day - date(1970, 1, 1)).days * TEK_ROLLING_PERIOD


def days_since_onset(start: int, onset_interval: int) -> int | None:
    """Returns the days from onset to a key, both as intervals; None when unknown or beyond what a file can say."""
    if onset_interval == ONSET_UNKNOWN:
        return None
    days = start // TEK_ROLLING_PERIOD - onset_interval // TEK_ROLLING_PERIOD
    return days if -MAX_ONSET_DAYS <= days <= MAX_ONSET_DAYS else None


def window_end(now: int, last_end: int, every: int) -> int | None:
    """Returns the end of a new file's window, None while the last file's window still runs. Files never overlap."""
    end = now // every * every if every else max(now, last_end + 1)
    return end if end > last_end else None


def pad_keys(real: Sequence[PublishedKey], least: int, entropy: Callable[[int], bytes]) -> list[PublishedKey]:
    """Returns ``real`` among random keys, at least ``least`` in all, in the order of their bytes: nothing tells which is which.

    A drawn key takes day, length, risk and kind of a real one, drawn too, so that both have the same mixture of them.
    """
    rows = list(real)
    for _ in range(least - len(real) if real else 0):
        like = real[int.from_bytes(entropy(8), "big") % len(real)]
        key = TemporaryExposureKey(entropy(KEY_BYTES), like.key.rolling_start_interval_number, like.key.rolling_period)
        rows.append(PublishedKey(key, like.transmission_risk_level, like.report_type, like.days_since_onset))
    return sorted(rows, key=lambda row: row.key.key_data)


def key_fields(row: PublishedKey) -> dict[str, Any]:
    """Returns a key by the field names of the published format; unknown values are left out."""
    fields: dict[str, Any] = {
        "key_data": row.key.key_data,
        "transmission_risk_level": row.transmission_risk_level,
        "rolling_start_interval_number": row.key.rolling_start_interval_number,
        "rolling_period": row.key.rolling_period,
        "report_type": row.report_type,
    }
    if row.days_since_onset is not None:
        fields["days_since_onset_of_symptoms"] = row.days_since_onset
    return fields


def key_published_until(key: TemporaryExposureKey) -> int:
    """Returns the second from which a key is no longer published."""
    return key.ends_at + KEY_PUBLISHED_DAYS * DAY_S
