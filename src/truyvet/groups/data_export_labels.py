"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.groups.labels import POSITION_LABELS, ROSTER_KINDS

LABEL = _("Danh sách nhóm")
WORDS: Mapping[str, object] = {
    "member": _("Có tên trong nhóm"),
    "relative": _("Người thân đã khai vào nhóm"),
    "kept": _("Nhóm bạn phụ trách"),
    "group": _("Nhóm"),
    "organisation": _("Cơ quan, doanh nghiệp, trường"),
    "reference": _("Mã trong danh sách"),
    "kind": _("Loại nhóm"),
    **{f"kind={kind.value}": label for kind, label in ROSTER_KINDS.items()},
    "document": _("Số giấy tờ"),
    "name": _("Họ và tên"),
    "phone": _("Số điện thoại"),
    "birth_year": _("Năm sinh"),
    "source": _("Sổ của"),
    **{f"at_{name}": label for name, label in POSITION_LABELS.items()},
    "installed": _("Danh sách ghi đã cài"),
}
