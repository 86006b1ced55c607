"""Labels for this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

LABEL = _("Nơi tôi đã đến")
KEPT_NOTE = _("Dòng này thuộc sổ của cơ sở và chỉ còn mã; bị xóa theo ngày của sổ.")
WORDS: Mapping[str, object] = {
    "visit": _("Lượt đến"),
    "roster": _("Danh sách nhóm"),
    "gate_scan": _("Lần quét ở cổng"),
    "posting": _("Cơ sở tôi giữ hoặc gác"),
    "venue": _("Địa điểm"),
    "check_in": _("Vào lúc"),
    "check_out": _("Ra lúc"),
    "source": _("Cách ghi"),
    "source=scan": _("bạn quét mã"),
    "source=gate": _("cổng quét"),
    "source=card": _("thẻ giấy"),
    "source=manual": _("ghi tay"),
    "source=import": _("hệ thống khác chuyển tới"),
    "source=declared": _("khai báo"),
    "kind": _("Loại"),
    "kind=line": _("chuyền"),
    "kind=shift": _("ca làm"),
    "kind=room": _("phòng"),
    "kind=class": _("lớp"),
    "kind=coach": _("xe"),
    "way": _("Chiều"),
    "way=in": _("vào"),
    "way=out": _("ra"),
    "way=both": _("vào hoặc ra"),
    "verdict": _("Cổng báo"),
    "verdict=pass": _("Đạt"),
    "verdict=look": _("Cần xem"),
    "verdict=no": _("Chưa đạt"),
    "code": _("Mã đã quét"),
    "code=pass": _("mã trên điện thoại"),
    "code=card": _("thẻ giấy"),
    "code=cccd": _("căn cước công dân"),
    "code=phone": _("số điện thoại"),
    "why": _("Lý do"),
    "role": _("Vai"),
    "role=keeper": _("chủ cơ sở"),
    "role=guard": _("người gác"),
    "label": _("Ghi chú của chủ cơ sở"),
    "phone_ends": _("Đuôi số điện thoại"),
}
