"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.investigations.queries.day_counts import count_interviewed_in_a_day

MEASURES: Final = (Measure("investigations.interviewed_day", _("Ca được phỏng vấn trong 24 giờ"), count_interviewed_in_a_day),)
