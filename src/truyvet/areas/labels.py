"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Final = {
    "areas.set_station": _("Ghi số của trạm y tế"),
    "areas.add_stations": _("Nhập số của trạm y tế từ tệp"),
    "areas.import_boundaries": _("Nhập ranh giới đơn vị từ tệp"),
    "areas.decide_level": _("Quyết định mức nguy cơ"),
}
REFUSALS: Final = {
    "phone": _(
        "Chưa lưu: đây không phải số cố định, di động hay 1800 ở Việt Nam. Số cũ được giữ nguyên. Ghi cả mã vùng, ví dụ 0204 3883 115."
    ),
    "level_reason": _("Chưa lưu: mức này khác đề xuất của quy tắc, hoặc quy tắc không quyết định được. Mức cũ vẫn giữ. Hãy ghi lý do."),
    "level_first": _("Chưa lưu: mức mới bắt đầu từ hôm nay đến 30 ngày tới. Mức cũ vẫn giữ. Hãy chọn lại ngày."),
    "level_last": _("Chưa lưu: ngày cuối đứng trước ngày đầu. Mức cũ vẫn giữ. Hãy chọn lại ngày cuối hoặc để trống."),
    "no_unit": _("Chưa lưu: nơi này không thuộc địa bàn của bạn. Hãy gọi phòng y tế huyện."),
}
LEVELS: Final = {"province": _("tỉnh"), "district": _("huyện"), "commune": _("xã, phường")}
