"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas.rules.risk_rules import RiskLevel

FIGURES: Final = {
    "new": _("Ca mới"),
    "community": _("Ca mới ngoài khu cách ly"),
    "open": _("Ca đang điều trị"),
    "quarantine": _("Đang cách ly tập trung và tại nhà"),
    "followed": _("Đang theo dõi sức khỏe"),
    "found": _("Người tiếp xúc mới tìm thấy"),
    "reached": _("Liên lạc được trong 24 giờ"),
    "died": _("Tử vong"),
}
INDICATORS: Final = {
    "detected_week": (_("Phát hiện trong 7 ngày từ khi khởi phát"), _("ca chưa rõ ngày khởi phát")),
    "interviewed_day": (_("Ca được phỏng vấn trong 24 giờ"), ""),
    "reached_day": (_("Người tiếp xúc liên lạc được trong 24 giờ"), ""),
    "checked_day": (_("Người tiếp xúc được hỏi sức khỏe trong 24 giờ"), ""),
    "in_quarantine": (_("Ca mới đã ở trong khu cách ly"), ""),
    "unlinked": (_("Ca cộng đồng chưa rõ nguồn lây"), ""),
}
"""Name → what it is a share of, and who was left out."""
LEVEL_STATES: Final = {RiskLevel.NEW_NORMAL: "good", RiskLevel.RISK: "info", RiskLevel.HIGH: "warn", RiskLevel.VERY_HIGH: "bad"}
"""The look of a level's tag."""
