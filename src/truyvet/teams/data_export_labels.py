"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.teams.labels import STATUSES

LABEL = _("Tổ cộng đồng đến nhà")
KEPT = _("Chỉ còn ngày đi và kết quả của nhà, không còn địa chỉ; bị xóa 21 ngày sau ngày đi.")
WORDS: Mapping[str, object] = {
    "door": _("Nhà trong lượt đi"),
    "day": _("Ngày đi"),
    "status": _("Kết quả"),
    "visits": _("Số lần đến"),
    "at": _("Lần cuối lúc"),
    "door_entry": _("Tổ ghi về bạn"),
    "is_well": _("Khỏe"),
    "symptoms": _("Triệu chứng"),
    "temperature": _("Nhiệt độ, phần mười độ"),
    "needs": _("Cần giúp"),
    **{f"status={each.value}": label for each, (label, _state) in STATUSES.items()},
}
