"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns.labels import ARRIVAL_ANSWERS, ARRIVAL_SOURCES, RECIPIENT_STATES

LABEL = _("Tin nhắn gửi nhiều người")
WORDS: Mapping[str, object] = {
    "recipient": _("Đợt nhắn tin"),
    "arrival": _("Lần đến tỉnh"),
    "passenger": _("Chỗ ngồi trên xe"),
    "day": _("Ngày chạy xe"),
    "vehicle": _("Xe, chuyến"),
    "seat": _("Ghế"),
    "arrived_on": _("Ngày đến"),
    "source": _("Biết từ"),
    "answer": _("Cuộc gọi"),
    "at": _("Lúc"),
    "state": _("Tình trạng"),
    **{f"source={source.value}": label for source, label in ARRIVAL_SOURCES.items()},
    **{f"answer={answer.value}": label for answer, (label, _colour) in ARRIVAL_ANSWERS.items()},
    **{f"state={state.value}": label for state, label in RECIPIENT_STATES.items()},
}
