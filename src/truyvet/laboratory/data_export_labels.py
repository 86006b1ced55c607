"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.laboratory.labels import METHODS, OUTCOMES, SAMPLING_REASONS

LABEL = _("Xét nghiệm")
KEPT = _("Luật Phòng, chống bệnh truyền nhiễm buộc giữ kết quả xét nghiệm. Chỉ còn mã hồ sơ, và bị xóa 24 tháng sau ngày lấy mẫu.")
WORDS: Mapping[str, object] = {
    "test_order": _("Chỉ định xét nghiệm"),
    "lab_result": _("Kết quả xét nghiệm"),
    "reason": _("Lý do"),
    "note": _("Lý do hủy"),
    "reference": _("Số phiếu"),
    "due": _("Ngày phải lấy mẫu"),
    "sample": _("Mã mẫu"),
    "outcome": _("Kết quả"),
    "method": _("Cách xét nghiệm"),
    "ct": _("Giá trị CT"),
    "laboratory": _("Phòng xét nghiệm"),
    "taken": _("Lấy mẫu lúc"),
    "reported": _("Trả kết quả lúc"),
    "corrected": _("Đã được đính chính"),
    **{f"reason={reason.value}": label for reason, label in SAMPLING_REASONS.items()},
    **{f"outcome={outcome.value}": label for outcome, (label, _state) in OUTCOMES.items()},
    **{f"method={method.value}": label for method, label in METHODS.items()},
}
