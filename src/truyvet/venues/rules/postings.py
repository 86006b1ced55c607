"""How many venues one person registers, and how long a posting is remembered. Figures of ours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from truyvet.venues.rules.moments import KEPT_DAYS

VENUES_A_DAY: Final = 20
"""One person registers no more in 24 hours: a market's board does, a machine that floods us does not get further (T23)."""
GUARDS: Final = 50
"""Postings at one venue at a time."""
ZONES: Final = 200
ENTRANCES: Final = 400
"""Codes of one venue with its zones that are in use."""
UNUSED_DAYS: Final = 365
"""An open posting whose holder has not come back for this long goes."""
ENDED_DAYS: Final = KEPT_DAYS + 1
"""An ended one goes when the last visit of its time is gone."""
REPLACED_DAYS: Final = 365
"""How long a code that was replaced can still say so."""


def deleted_on(today: date, *, ended: bool) -> date:
    """The local day on which a posting goes that was used, or ended, today."""
    return today + timedelta(days=ENDED_DAYS if ended else UNUSED_DAYS)
