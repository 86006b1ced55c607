"""Labels of the key server's pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE_KINDS: dict[str, Promise] = {
    "confirmed": _("Người bệnh gửi mã của máy, để cảnh báo người ở gần"),
    "recursive": _("Người tiếp xúc đã xác nhận gửi mã của máy, để cảnh báo F2"),
    "log": _("Người bệnh gửi lịch sử ở gần của máy mình"),
}
SHORT_CODE_KINDS: dict[str, Promise] = {"confirmed": _("người bệnh"), "recursive": _("người tiếp xúc"), "log": _("lịch sử ở gần")}
CODE_REFUSALS: dict[str, Promise] = {
    "not_confirmed": _("Ca này chưa được hai người xác nhận, nên chưa cấp mã được. Hãy xác nhận kết quả xét nghiệm trước."),
    "not_a_contact": _("Chọn một người tiếp xúc mà cán bộ đã xác nhận."),
    "too_many": _("Bạn đã cấp rất nhiều mã trong 24 giờ qua. Hãy nhờ đồng nghiệp cấp giúp, và báo quản trị nếu đó không phải là bạn."),
    "no_gateway": _("Chưa có cổng đưa mã tới điện thoại, nên chưa tạo mã. Hãy tạo mã mà không nhắn tin rồi đọc cho người bệnh."),
    "no_phone": _("Chưa có số điện thoại của riêng người này. Hãy đọc mã qua điện thoại hoặc tại chỗ."),
    "repeated": _("Biểu mẫu này đã gửi rồi; mã của lần đó chỉ hiện một lần. Nếu chưa kịp đọc, hãy cấp mã mới."),
}
CONFIDENCE: dict[str, tuple[Promise, str]] = {
    "near": (_("ở gần"), "warn"),
    "unclear": (_("chưa rõ gần hay xa"), "plain"),
    "far": (_("ở xa"), "plain"),
}
REPORT_TYPES: dict[int, Promise] = {1: _("máy của ca đã xác nhận"), 4: _("máy của người tiếp xúc đã xác nhận")}
VERDICTS: dict[str, tuple[Promise, str]] = {
    "confirmed": (_("có tiếp xúc"), "warn"),
    "refuted": (_("không tiếp xúc"), "good"),
}
