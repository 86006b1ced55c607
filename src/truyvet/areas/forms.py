"""The form of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StationForm(forms.Form):
    """The number of a health station."""

    phone = forms.CharField(
        label=_("Số của trạm y tế"), required=False, max_length=24,
        help_text=_("Số có người trực cả ngày lẫn đêm. Để trống thì người dân thấy số của huyện hoặc tỉnh."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
