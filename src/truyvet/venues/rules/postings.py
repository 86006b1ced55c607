"""Limits for keepers and why their requests are refused, and how long a posting is kept. We chose the figures."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refused
from truyvet.venues.rules.visit_time import RETENTION_DAYS

MAX_VENUES_PER_PERSON_PER_DAY: Final = 20
"""One person registers no more in 24 hours: a market's board does, a machine that floods us does not get further (T23)."""
MAX_POSTINGS_PER_VENUE: Final = 50
"""Postings at one venue at a time."""
MAX_ZONES_PER_VENUE: Final = 200
"""Ours: more than the workshops and lines of a large factory, and a bound for a program that floods us."""
MAX_CODES_PER_VENUE: Final = 400
"""Codes of one venue with its zones that are in use."""
UNUSED_DAYS: Final = 365
"""An open posting whose holder has not come back for this long goes."""
ENDED_DAYS: Final = RETENTION_DAYS + 1
"""An ended one goes when the last visit of its time is gone."""
REPLACED_DAYS: Final = 365
"""How long a code that was replaced can still say so."""


def deleted_on(today: LocalDay, *, ended: bool) -> LocalDay:
    """Returns the local day on which a posting is deleted that was used, or ended, today."""
    return today + timedelta(days=ENDED_DAYS if ended else UNUSED_DAYS)


class KeeperRefusal(StrEnum):
    """The reason of a refusal; a door turns it into words."""

    NOT_KEEPER = "not_keeper"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"


class KeeperActionRefused(Refused):
    """The request is refused; ``code`` says why, never who."""
