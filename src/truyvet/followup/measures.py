"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.followup.queries.day_counts import (
    count_checked_in_a_day,
    count_followed,
    count_found,
    count_reached,
    count_reached_in_a_day,
    count_unlinked,
)

MEASURES: Final = (
    Measure("followup.found", _("Người mới cần theo dõi"), count_found),
    Measure("followup.reached", _("Người theo dõi đã liên lạc được"), count_reached),
    Measure("followup.reached_day", _("Liên lạc được trong 24 giờ"), count_reached_in_a_day),
    Measure("followup.checked_day", _("Hỏi sức khỏe được trong 24 giờ"), count_checked_in_a_day),
    Measure("followup.unlinked", _("Ca cộng đồng chưa rõ nguồn lây"), count_unlinked),
    Measure("followup.followed", _("Đang theo dõi"), count_followed, standing=True),
)
