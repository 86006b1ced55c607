"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.cases.labels import METHODS, OUTCOMES, STATES
from truyvet.cases.rules import CaseState, ResultMethod, ResultOutcome

LABEL = _("Ca bệnh, xét nghiệm")
KEPT = _("Luật Phòng, chống bệnh truyền nhiễm buộc giữ hồ sơ ca bệnh. Hồ sơ chỉ còn mã, và bị xóa 24 tháng sau khi đóng.")
WORDS: Mapping[str, object] = {
    "case": _("Ca bệnh"),
    "result": _("Kết quả xét nghiệm"),
    "disease": _("Bệnh"),
    "onset": _("Khởi phát"),
    "sample": _("Lấy mẫu"),
    "infectious_from": _("Có thể lây từ"),
    "infectious_until": _("Có thể lây đến"),
    "note": _("Ghi chú"),
    "created_at": _("Nhập lúc"),
    "confirmed_at": _("Xác nhận lúc"),
    "closed_at": _("Đóng lúc"),
    "reference": _("Số phiếu"),
    "method": _("Phương pháp"),
    "outcome": _("Kết quả"),
    "sampled_at": _("Lấy mẫu"),
    **{f"state={state.value}": STATES[state][0] for state in CaseState},
    **{f"outcome={outcome.value}": OUTCOMES[outcome][0] for outcome in ResultOutcome},
    **{f"method={method.value}": METHODS[method] for method in ResultMethod},
}
