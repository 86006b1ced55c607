"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.isolation.queries import day_counts as counts

MEASURES: Final = (
    Measure("cases.community", _("Ca bệnh phát hiện ngoài khu cách ly"), counts.count_community_cases),
    Measure("isolation.quarantine_home", _("Đang cách ly tại nhà"), counts.count_quarantined_at_home, standing=True),
    Measure("isolation.quarantine_site", _("Đang cách ly tập trung"), counts.count_quarantined_elsewhere, standing=True),
    Measure("isolation.isolated", _("Ca bệnh đang cách ly"), counts.count_isolated, standing=True),
    Measure("isolation.recovered", _("Khỏi bệnh"), counts.count_recovered),
    Measure("isolation.died", _("Tử vong"), counts.count_died),
)
