"""Labels of the key server's pages."""

from __future__ import annotations

from collections.abc import Mapping

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

ACTION_NAMES: Mapping[str, object] = {
    "devices.register": _("Ghi một bản cài trên điện thoại"),
    "devices.ask_phone": _("Gửi mã để gắn số điện thoại vào máy"),
    "devices.check_phone": _("Gắn số điện thoại vào máy"),
    "devices.forget": _("Quên một bản cài"),
    "devices.add_encounters": _("Ghi các lần ở gần"),
    "devices.give_code": _("Cấp mã gửi lịch sử ở gần"),
    "devices.verify": _("Đổi mã lấy giấy chứng nhận gửi"),
    "devices.publish": _("Nhận mã máy của người bệnh"),
    "devices.publish_file": _("Công bố tệp mã máy"),
    "devices.make_export_key": _("Tạo khoá ký tệp mã máy"),
    "devices.share": _("Nhận lần ở gần do người dân gửi"),
    "devices.log": _("Nhận lịch sử ở gần của người bệnh"),
    "devices.judge_match": _("Kết luận về một lần ở gần"),
    "devices.purge_decoy": _("Xoá dòng giả đã hết hạn lưu"),
    "devices.purge_encounters": _("Xoá lần ở gần đã hết hạn lưu"),
    "devices.purge_diagnosiskey": _("Xoá mã máy đã hết hạn lưu"),
    "devices.purge_installation": _("Xoá bản cài đã lâu không dùng"),
    "devices.purge_keyfile": _("Xoá tệp mã máy đã hết hạn lưu"),
    "devices.purge_keyowner": _("Xoá mối nối mã máy đã hết hạn lưu"),
    "devices.purge_sharedmatch": _("Xoá lần ở gần đã gửi, hết hạn lưu"),
    "devices.purge_uploadcode": _("Xoá mã gửi đã hết hạn"),
    "devices.purge_usedcertificate": _("Xoá dấu giấy chứng nhận đã dùng"),
}
"""Audited actions in words."""

PURPOSES: Mapping[str, object] = {
    "bluezone": _("Điện thoại báo ở gần"),
}
"""What for, in words: a purpose, or what stands before its colon."""
