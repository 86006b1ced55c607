"""The form of a zone or point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.areas.labels import MARK_KINDS


class MapMarkForm(forms.Form):
    """What is entered of a zone, a checkpoint or a test point."""

    kind = forms.ChoiceField(label=_("Là gì"), choices=list(MARK_KINDS.items()))
    name = forms.CharField(label=_("Tên"), max_length=80)
    unit = forms.ChoiceField(label=_("Ở xã, phường, huyện nào"))
    unit_ids = forms.MultipleChoiceField(
        label=_("Cả những xã nào"), required=False, help_text=_("Chỉ với vùng: khi vùng gồm trọn một hay nhiều đơn vị, không cần vẽ.")
    )
    line = forms.CharField(
        label=_("Các điểm"), required=False, max_length=6000, widget=forms.Textarea(attrs={"rows": 3, "data-line": ""}),
        help_text=_("Bấm trên bản đồ, hoặc ghi kinh độ,vĩ độ, mỗi điểm một dòng. Chốt, điểm xét nghiệm: một điểm, hoặc để trống."),
    )  # fmt: skip
    first_day = forms.DateField(label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(
        label=_("Đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Hết ngày này thì tự kết thúc. Chốt và điểm xét nghiệm có thể để trống."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=160, help_text=_("Số, ngày quyết định và người ký. Vùng thì bắt buộc.")
    )
    note = forms.CharField(
        label=_("Ghi chú cho người dân"), required=False, max_length=160, help_text=_("Giờ mở cửa, số gọi. Không ghi tên ai.")
    )
    is_public = forms.BooleanField(label=_("Hiện trên bản đồ công khai"), required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("unit", "unit_ids"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(units)
