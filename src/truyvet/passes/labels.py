"""What a gate says to its guard, for each reason: one line, what to do now. Nothing of anybody's health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, str | Promise]] = {
    "": _("Mời vào"),
    "blank": _("Chưa đọc được mã. Đưa mã vào giữa khung."),
    "too_long": _("Đây không phải mã vào cổng."),
    "not_text": _("Đây không phải mã vào cổng."),
    "unknown": _("Đây không phải mã vào cổng."),
    "broken": _("Mã bị hỏng hoặc bị che. Lau màn hình, quét lại."),
    "unknown_key": _("Máy này chưa có khoá của mã. Nối mạng rồi quét lại."),
    "forged": _("Mã giả: chữ ký không đúng."),
    "other_phone": _("Mã của máy khác. Mời khách mở mã trên máy của mình."),
    "stale": _("Mã cũ hoặc ảnh chụp. Mời khách mở lại trang mã."),
    "ahead": _("Đồng hồ máy khách chạy nhanh. Mời khách chỉnh giờ tự động."),
    "expired": _("Mã hết hạn. Mời khách khai báo lại."),
    "not_yet": _("Mã chưa đến giờ dùng. Xem lại giờ của máy này."),
    "revoked": _("Mã này đã thôi dùng. Mời khách mở mã mới."),
    "replayed": _("Mã này vừa được quét rồi."),
    "other_venue": _("Mã của nơi khác."),
    "wrong_kind": _("Mã này không dùng để vào cổng."),
    "bad_fields": _("Không đọc được giấy này. Nhập tay số điện thoại."),
    "bad_number": _("Số trên giấy không đúng. Nhập tay số điện thoại."),
    "bad_name": _("Không đọc được tên trên giấy. Nhập tay số điện thoại."),
    "bad_date": _("Không đọc được ngày trên giấy. Nhập tay số điện thoại."),
    "see_health_station": _("Mời khách gọi trạm y tế trước khi vào."),
    "unknown_person": _("Chưa có tờ khai. Tự khai, hoặc nhờ tổ cộng đồng khai hộ."),
    "no_declaration": _("Chưa khai báo. Tự khai, hoặc nhờ tổ cộng đồng khai hộ."),
    "declared_too_old": _("Tờ khai đã cũ. Mời khách khai báo lại."),
    "needs_network": _("Cần có mạng để xem giấy này. Hỏi khách, ghi lại."),
    "paper_only": _("Khách chỉ có giấy tờ: so mặt với ảnh, hỏi khai báo."),
    "compare_initials": _("Thẻ giấy: so chữ viết tắt với giấy tờ của khách."),
}
"""Every reason of codes.code_reasons.CodeReason and of rules.gate_verdict."""


def reason_words(reason: str) -> str:
    """Returns the line for ``reason``; that of "unknown" for one that is not ours."""
    return str(REASONS.get(reason, REASONS["unknown"]))


def all_reason_words() -> dict[str, str]:
    """Returns every line by reason, for a page that works without a network."""
    return {reason: str(words) for reason, words in REASONS.items()}


REFUSALS: Final[Mapping[str, str | Promise]] = {
    "no_declaration": _("Chưa có tờ khai. Khai báo y tế trước, rồi in thẻ."),
    "declared_too_old": _("Tờ khai đã cũ. Khai báo lại, rồi in thẻ."),
    "not_clear": _("Chưa cấp được thẻ. Mời gọi trạm y tế."),
    "held": _("Chưa cấp được thẻ. Mời gọi trạm y tế."),
    "is_it_yours": _("Có một tờ khai báo có triệu chứng hoặc tiếp xúc mà chưa rõ của ai. Mở trang Mã để trả lời, rồi in thẻ."),
    "unknown_person": _("Không có mã người này trong địa bàn của bạn. Xem lại từng chữ của mã."),
    "nobody": _("Chưa nhập mã người nào."),
    "too_many": _("Mỗi lần in nhiều nhất 40 thẻ. Chia làm nhiều lần."),
    "event_conflict": _("Trang này đã in cho người khác. Mở lại trang rồi in."),
}
"""Why no card is printed. Whoever prints learns no more of a person's health than a guard."""


def refusal_words(reason: str) -> str:
    """Returns the line for a PassRefused."""
    return str(REFUSALS.get(reason, REFUSALS["held"]))


ACTION_NAMES: Mapping[str, object] = {
    "passes.issue_phone": _("Cấp mã vào cổng trên điện thoại"),
    "passes.issue_card": _("Cấp thẻ giấy"),
    "passes.revoke": _("Thu hồi mã hoặc thẻ"),
    "passes.hold": _("Tạm chặn vào cổng"),
    "passes.release": _("Thôi chặn vào cổng"),
    "passes.note_declaration": _("Cập nhật trạng thái vào cổng theo tờ khai"),
    "passes.make_key": _("Tạo khoá ký"),
    "passes.purge_pass": _("Xoá mã và thẻ đã hết hạn lưu"),
    "passes.purge_standing": _("Xoá trạng thái vào cổng đã hết hạn lưu"),
    "passes.purge_hold": _("Xoá lần chặn đã hết hạn lưu"),
    "passes.purge_signingkey": _("Xoá khoá ký đã hết hạn"),
}
"""Audited actions in words."""
