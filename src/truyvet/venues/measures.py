"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.venues.queries.day_counts import count_visits

MEASURES: Final = (Measure("venues.visits", _("Lượt đến địa điểm"), count_visits, persons=False, looks_back=2),)
