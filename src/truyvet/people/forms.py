"""Forms of the people room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.people.rules.pseudonyms import CodeInvalid, read


class FindForm(forms.Form):
    """What to look for."""

    text = forms.CharField(
        label=_("Tìm người"),
        help_text=_("Tên (có dấu hay không), số điện thoại, số giấy tờ hoặc mã hồ sơ."),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class MergeForm(forms.Form):
    """Into which entry, and why."""

    into = forms.CharField(
        label=_("Gộp vào hồ sơ có mã"),
        help_text=_("10 ký tự, ví dụ ghi trên trang của hồ sơ kia."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Ví dụ: cùng số căn cước, đã gọi điện hỏi."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_into(self) -> str:
        """The code without spaces, in capitals."""
        try:
            return read(str(self.cleaned_data["into"]))
        except CodeInvalid:
            raise forms.ValidationError(_("Mã này không đúng. Hãy xem lại từng ký tự.")) from None
