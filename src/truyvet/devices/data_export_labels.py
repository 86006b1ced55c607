"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

LABEL = _("Lần ở gần người khác do máy ghi")
WORDS: Mapping[str, object] = {
    "encounter": _("Lần ở gần"),
    "start": _("Lúc"),
    "seconds": _("Số giây"),
    "distance_mm": _("Cách nhau (mm)"),
    "probability_ppm": _("Khả năng ở gần (phần triệu)"),
    "attenuation_db": _("Suy hao sóng (dB)"),
    "told_by": _("Máy ghi"),
    "told_by=own": _("máy của bạn"),
    "told_by=other": _("máy của người kia"),
    "installation": _("Ứng dụng đã đăng ký"),
    "platform": _("Loại máy"),
    "seen": _("Lần cuối liên lạc"),
    "upload_code": _("Mã tải lên được cấp"),
    "kind": _("Loại mã"),
    "kind=confirmed": _("người bệnh"),
    "kind=recursive": _("người tiếp xúc đã xác nhận"),
    "kind=log": _("gửi lịch sử tiếp xúc"),
    "issued": _("Cấp lúc"),
    "used": _("Dùng lúc"),
    "shared_match": _("Lần ở gần bạn đã gửi"),
    "day": _("Ngày"),
    "minutes": _("Số phút"),
    "confidence": _("Máy ước lượng"),
    "confidence=near": _("ở gần"),
    "confidence=unclear": _("chưa rõ gần hay xa"),
    "confidence=far": _("ở xa"),
    "shared": _("Đã gửi lúc"),
    "verdict": _("Cán bộ ghi"),
    "verdict=confirmed": _("có tiếp xúc"),
    "verdict=refuted": _("không tiếp xúc"),
    "note": _("Lý do"),
    "consent": _("Bản đồng ý"),
    "tied_key": _("Mã của máy bạn, ghép với ca của bạn"),
    "until": _("Xóa ngày"),
}
