"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.followup.labels import CHANNELS, CHECK_CHANNELS, CLOSE_REASONS, OUTCOMES

LABEL = _("Theo dõi sức khỏe")
KEPT = _("Luật Phòng, chống bệnh truyền nhiễm buộc giữ hồ sơ theo dõi. Chỉ còn mã hồ sơ, và bị xóa 24 tháng sau khi kết thúc.")
WORDS: Mapping[str, object] = {
    "follow_up": _("Lần theo dõi"),
    "attempt": _("Lần liên hệ"),
    "check": _("Lần báo sức khỏe"),
    "from": _("Từ"),
    "last_day": _("Ngày cuối"),
    "closed": _("Kết thúc lúc"),
    "reason": _("Vì sao kết thúc"),
    "at": _("Lúc"),
    "channel": _("Bằng cách"),
    "outcome": _("Kết quả"),
    "answers": _("Đã báo"),
    **{f"reason={each.value}": label for each, label in CLOSE_REASONS.items()},
    **{f"channel={each.value}": label for each, label in CHANNELS.items()},
    **{f"channel={each.value}": label for each, label in CHECK_CHANNELS.items() if each.value == "link"},
    **{f"outcome={each.value}": label for each, (label, _state) in OUTCOMES.items()},
}
