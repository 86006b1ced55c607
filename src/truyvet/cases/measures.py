"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.cases.queries.day_counts import (
    count_confirmed,
    count_detected_in_a_week,
    count_onset_known,
    count_onsets,
    count_open,
)
from truyvet.core.room_contract import Measure

MEASURES: Final = (
    Measure("cases.confirmed", _("Ca bệnh mới xác nhận"), count_confirmed),
    Measure("cases.onset", _("Ca bệnh theo ngày khởi phát"), count_onsets),
    Measure("cases.onset_known", _("Ca mới xác nhận đã rõ ngày khởi phát"), count_onset_known),
    Measure("cases.detected_week", _("Ca phát hiện trong 7 ngày từ khởi phát"), count_detected_in_a_week),
    Measure("cases.open", _("Ca bệnh đang điều trị"), count_open, standing=True),
)
