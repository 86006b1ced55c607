"""How this room's rows are told in a person's own copy."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

LABEL = _("Tờ khai y tế")
KEPT = _("Tờ khai đã dẫn tới một ca bệnh được giữ cùng hồ sơ ca bệnh; tờ khai đang có cán bộ theo dõi được giữ tới khi xong việc.")
WORDS: Mapping[str, object] = {
    "declaration": _("Tờ khai"),
    "declared_place": _("Nơi đã khai"),
    "declared_contact": _("Người đã gặp"),
    "relative": _("Người thân tôi khai giúp"),
    "form": _("Mẫu"),
    "version": _("Bản"),
    "language": _("Ngôn ngữ"),
    "language=vi": _("Tiếng Việt"),
    "language=en": _("Tiếng Anh"),
    "consent": _("Bản đồng ý"),
    "made_for": _("Khai cho"),
    "made_for=self": _("tôi"),
    "made_for=relative": _("người thân"),
    "made_for=other": _("người khác"),
    "channel": _("Qua"),
    "channel=web": _("trang này"),
    "channel=team": _("tổ COVID cộng đồng"),
    "channel=zalo": _("Zalo"),
    "channel=import": _("hệ thống khác chuyển tới"),
    "channel=agent": _("người khác khai giúp"),
    "verified": _("Số điện thoại đã xác minh"),
    "made_at": _("Khai lúc"),
    "received_at": _("Nhận lúc"),
    "delete_on": _("Xóa từ ngày"),
    "answers": _("Câu trả lời"),
    "triage": _("Phân loại"),
    "reasons": _("Lý do"),
    "watch": _("Theo dõi"),
    "outcome": _("Kết quả"),
    "note": _("Ghi chú của cán bộ"),
    "declaration_code": _("Tờ khai"),
    "venue": _("Địa điểm"),
    "words": _("Bạn viết"),
    "last_contact": _("Gặp lần cuối"),
    "named": _("Ai khai"),
    "named=by_another_person": _("một người khác"),
    "tie": _("Quan hệ"),
}
