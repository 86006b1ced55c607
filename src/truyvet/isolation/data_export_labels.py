"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.isolation.labels import COURSE_STEPS, ORDER_STATES, PLACES

LABEL = _("Cách ly")
KEPT = _("Luật Phòng, chống bệnh truyền nhiễm buộc giữ lần cách ly. Chỉ còn mã hồ sơ, và bị xóa 24 tháng sau khi kết thúc.")
WORDS: Mapping[str, object] = {
    "isolation": _("Cách ly"),
    "place": _("Nơi"),
    "order": _("Quyết định cách ly"),
    "course": _("Diễn biến điều trị"),
    "step": _("Diễn biến"),
    "at": _("Lúc"),
    "place_name": _("Ở đâu"),
    **{f"step={step.value}": label for step, label in COURSE_STEPS.items()},
    "number": _("Số quyết định"),
    "legal_basis": _("Căn cứ"),
    "address": _("Địa chỉ"),
    "first_day": _("Ngày đầu"),
    "last_day": _("Ngày cuối"),
    "rule_version": _("Quy định về thời gian"),
    "state": _("Tình trạng"),
    **{f"state={state.value}": label for state, label in ORDER_STATES.items()},
    **{f"place={place.value}": label for place, label in PLACES.items()},
}
