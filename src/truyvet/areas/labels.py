"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Final = {
    "areas.set_station": _("Ghi số của trạm y tế"),
    "areas.add_stations": _("Nhập số của trạm y tế từ tệp"),
    "areas.import_boundaries": _("Nhập ranh giới đơn vị từ tệp"),
}
REFUSALS: Final = {
    "phone": _(
        "Chưa lưu: đây không phải số cố định, di động hay 1800 ở Việt Nam. Số cũ được giữ nguyên. Ghi cả mã vùng, ví dụ 0204 3883 115."
    ),
    "no_unit": _("Chưa lưu: nơi này không thuộc địa bàn của bạn. Hãy gọi phòng y tế huyện."),
}
LEVELS: Final = {"province": _("tỉnh"), "district": _("huyện"), "commune": _("xã, phường")}
