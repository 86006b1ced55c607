"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.followup.queries.day_counts import count_followed, count_found, count_reached

MEASURES: Final = (
    Measure("followup.found", _("Người mới cần theo dõi"), count_found),
    Measure("followup.reached", _("Người theo dõi đã liên lạc được"), count_reached),
    Measure("followup.followed", _("Đang theo dõi"), count_followed, standing=True),
)
