"""Forms of the people room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.people.queries import OwnEntry
from truyvet.people.rules.person_entry import MAX_ADDRESS_LETTERS, MAX_NAME_LETTERS, PersonInvalid
from truyvet.people.rules.pseudonyms import CodeInvalid, read
from truyvet.people.values import NewPerson


class FindPersonForm(forms.Form):
    """What to look for."""

    text = forms.CharField(
        label=_("Tìm người"),
        help_text=_("Tên (có dấu hay không), số điện thoại, số giấy tờ hoặc mã hồ sơ."),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"), required=False, min_value=1880, max_value=2200, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    commune = forms.TypedChoiceField(label=_("Xã, phường"), required=False, coerce=int, empty_value=None)
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("mọi nơi")), *communes]


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
        """Returns the code without spaces, in capitals."""
        try:
            return read(str(self.cleaned_data["into"]))
        except CodeInvalid:
            raise forms.ValidationError(_("Mã này không đúng. Hãy xem lại từng ký tự.")) from None


class OwnEntryForm(forms.Form):
    """What a citizen says of themselves."""

    name = forms.CharField(
        label=_("Họ và tên"),
        help_text=_("Viết như trên giấy tờ, có dấu."),
        required=False,
        max_length=MAX_NAME_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        help_text=_("Bốn chữ số, ví dụ 1985."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    gender = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", "–"), ("f", _("nữ")), ("m", _("nam")), ("x", _("giới tính khác"))]
    )
    commune = forms.ChoiceField(label=_("Xã, phường nơi ở"), required=False)
    address = forms.CharField(
        label=_("Địa chỉ"),
        help_text=_("Số nhà, thôn, tổ."),
        required=False,
        max_length=MAX_ADDRESS_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, *args: object, communes: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["commune"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "–"), *communes]

    @staticmethod
    def initial_of(entry: OwnEntry) -> dict[str, object]:
        """Returns the form's first values."""
        return {
            "name": entry.name,
            "birth_year": entry.birth_year,
            "gender": entry.gender,
            "commune": str(entry.commune_id or ""),
            "address": entry.address,
        }

    def person(self) -> NewPerson:
        """Returns what was said, once the form is valid."""
        cleaned = self.cleaned_data
        commune = int(cleaned["commune"]) if cleaned["commune"] else None
        return NewPerson(
            name=cleaned["name"], birth_year=cleaned["birth_year"], gender=cleaned["gender"], commune_id=commune, address=cleaned["address"]
        )

    def refuse(self, invalid: PersonInvalid) -> None:
        """Says what the rules would not take, beside its field."""
        reasons = {
            ("name", "empty"): _("Hãy ghi họ và tên. Muốn bỏ tên thì xóa hồ sơ ở trang Dữ liệu của tôi."),
            ("birth_year", "out_of_range"): _("Năm sinh này chưa đúng. Hãy ghi bốn chữ số, ví dụ 1985."),
        }
        cleaned = reasons.get((invalid.field, invalid.reason), _("Hãy xem lại mục này; hệ thống không đọc được."))
        self.add_error(invalid.field if invalid.field in self.fields else None, str(cleaned))


class EraseForm(forms.Form):
    """Confirms that the reader has seen what goes. Nothing is typed."""

    understood = forms.BooleanField(
        label=_("Tôi đã đọc phần trên và hiểu rằng dữ liệu đã xóa không lấy lại được."),
        error_messages={"required": _("Hãy đánh dấu ô này nếu bạn thật sự muốn xóa.")},
    )
