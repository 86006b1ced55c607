"""How this room's rows are told in a person's own copy."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.investigations.labels import VERDICTS

LABEL = _("Truy vết")
KEPT = _("Kết quả truy vết thuộc hồ sơ ca bệnh mà luật buộc giữ. Ở đó chỉ còn mã của bạn; ghi chú của cán bộ về bạn bị xóa.")
WORDS: Mapping[str, object] = {
    "contact": _("Có thể đã tiếp xúc"),
    "decision": _("Kết luận của cán bộ"),
    "named": _("Được người khác nêu tên"),
    "interview": _("Phỏng vấn"),
    "told_place": _("Nơi bạn kể đã đến"),
    "answers": _("Câu trả lời"),
    "name": _("Tên nơi"),
    "address": _("Địa chỉ"),
    "kind": _("Loại nơi"),
    "start": _("Từ lúc"),
    "end": _("Đến lúc"),
    "version": _("Bản"),
    "word": _("Lời kể"),
    "known_start": _("Lúc vào đã biết trước"),
    "known_end": _("Lúc ra đã biết trước"),
    "generation": _("Vòng"),
    "minutes": _("Số phút"),
    "verdict": _("Kết luận"),
    **{f"verdict={verdict.value}": word for verdict, (word, _state) in VERDICTS.items()},
}
