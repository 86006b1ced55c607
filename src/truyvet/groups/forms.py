"""Forms of groups."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.groups.actions.relatives import NewRelative


class ApplyForm(forms.Form):
    """Applies the list that the reader saw."""

    origin = forms.CharField(widget=forms.HiddenInput(), max_length=64)
    loss_confirmed = forms.BooleanField(label=_("Tôi đã kiểm tra: những người này đã rời nhóm"), required=False)


class KeeperForm(forms.Form):
    """Who keeps a group."""

    head = forms.TypedChoiceField(label=_("Cán bộ phụ trách"), coerce=int, empty_value=None, required=False)
    keeper = forms.CharField(
        label=_("Hoặc người dân phụ trách"),
        help_text=_("Mã hồ sơ, ví dụ của giáo viên chủ nhiệm, tổ trưởng. Người đó thấy nhóm sau khi đăng nhập bằng điện thoại."),
        max_length=16,
        required=False,
    )

    def __init__(self, *args: Any, heads: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].choices = [("", "–"), *heads]  # type: ignore[attr-defined]


class RelativeForm(forms.Form):
    """A relative who agreed."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    member = forms.IntegerField(widget=forms.HiddenInput())
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    birth_year = forms.IntegerField(label=_("Năm sinh"), required=False, min_value=1900, max_value=2100)
    has_agreed = forms.BooleanField(
        label=_("Người này đã đồng ý để tôi ghi tên, và biết trường, cơ quan thấy đã cài hay chưa"), required=False
    )

    def relative(self) -> NewRelative:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        return NewRelative(data["event_id"], data["name"], data["phone"], data["birth_year"], data["has_agreed"])
