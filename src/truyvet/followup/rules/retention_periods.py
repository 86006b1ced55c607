"""How long follow-ups are kept. The days are ours: as long as a case file, so that a release can be shown."""

from __future__ import annotations

from typing import Final

FOLLOW_UP_DAYS: Final = 731
"""From the day it was closed: 24 months, as case files."""
LINK_DAYS: Final = 2
"""A link to the daily answer is good for a day and the next morning."""
