"""Words of this room for the screens."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

ACTION_NAMES: Final = {
    "areas.set_station": _("Ghi số của trạm y tế"),
    "areas.add_stations": _("Nhập số của trạm y tế từ tệp"),
    "areas.import_boundaries": _("Nhập ranh giới đơn vị từ tệp"),
    "areas.decide_level": _("Quyết định mức nguy cơ"),
    "areas.add_map_mark": _("Vẽ vùng, đặt điểm trên bản đồ"),
    "areas.end_map_mark": _("Kết thúc vùng, điểm trên bản đồ"),
}
REFUSALS: Final = {
    "phone": _(
        "Chưa lưu: đây không phải số cố định, di động hay 1800 ở Việt Nam. Số cũ được giữ nguyên. Ghi cả mã vùng, ví dụ 0204 3883 115."
    ),
    "level_reason": _("Chưa lưu: mức này khác đề xuất của quy tắc, hoặc quy tắc không quyết định được. Mức cũ vẫn giữ. Hãy ghi lý do."),
    "level_first": _("Chưa lưu: mức mới bắt đầu từ hôm nay đến 30 ngày tới. Mức cũ vẫn giữ. Hãy chọn lại ngày."),
    "level_last": _("Chưa lưu: ngày cuối đứng trước ngày đầu. Mức cũ vẫn giữ. Hãy chọn lại ngày cuối hoặc để trống."),
    "line": _("Chưa lưu: toạ độ ghi là kinh độ,vĩ độ, mỗi điểm một dòng, ví dụ 106.1946,21.2731. Phần đã nhập vẫn còn; hãy sửa."),
    "swapped_line": _("Chưa lưu: vĩ độ đứng trước kinh độ. Hãy ghi kinh độ (106…) trước, vĩ độ (21…) sau."),
    "zone_line": _("Chưa lưu: vùng cần ít nhất ba điểm, và đường ranh không tự cắt nhau. Hãy bấm lại các điểm theo một vòng."),
    "one_point": _("Chưa lưu: chốt hoặc điểm xét nghiệm chỉ có một chỗ. Hãy giữ lại một điểm."),
    "legal_basis": _("Chưa lưu: vùng cách ly y tế phải có căn cứ. Hãy ghi số, ngày quyết định và người ký."),
    "zone_days": _("Chưa lưu: vùng cách ly y tế phải có ngày cuối, không quá 60 ngày. Muốn lâu hơn thì nhập lại khi gần hết hạn."),
    "last_day": _("Chưa lưu: ngày cuối trước ngày đầu. Hãy xem lại hai ngày."),
    "name": _("Chưa lưu: hãy đặt tên để người xem bản đồ nhận ra."),
    "absent": _("Không có vùng hay điểm này trong địa bàn của bạn."),
    "no_unit": _("Chưa lưu: nơi này không thuộc địa bàn của bạn. Hãy gọi phòng y tế huyện."),
}
LEVELS: Final = {"province": _("tỉnh"), "district": _("huyện"), "commune": _("xã, phường")}
MARK_KINDS: Final = {"zone": _("Vùng cách ly y tế"), "checkpoint": _("Chốt kiểm soát"), "test_point": _("Điểm xét nghiệm")}
