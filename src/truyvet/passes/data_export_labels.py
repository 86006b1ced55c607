"""How this room's rows are told in a person's own copy."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

LABEL = _("Mã vào cổng và thẻ giấy")
KEPT = _(
    "Mã đã thu hồi được giữ đến hết hạn, để cổng không có mạng cũng biết. "
    "Lời mời gọi trạm y tế được giữ đến ngày xoá, để bảo vệ người khác."
)
WORDS: Mapping[str, object] = {
    "pass": _("Mã vào cổng"),
    "standing": _("Tờ khai mới nhất"),
    "hold": _("Mời gọi trạm y tế"),
    "kind": _("Loại"),
    "kind=phone": _("trên điện thoại"),
    "kind=card": _("thẻ giấy"),
    "declared": _("Khai báo lúc"),
    "issued": _("Cấp lúc"),
    "expires": _("Hết hạn lúc"),
    "revoked": _("Thu hồi lúc"),
    "clear": _("Đủ điều kiện có mã"),
    "why": _("Vì sao"),
    "why=new_phone": _("có mã mới"),
    "why=new_card": _("có thẻ mới"),
    "why=erased": _("bạn xóa dữ liệu"),
    "why=withdrawn": _("bạn rút lại đồng ý"),
    "since": _("Từ"),
    "until": _("Đến"),
    "released": _("Thôi lúc"),
}
