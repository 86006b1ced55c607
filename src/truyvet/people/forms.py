"""Forms of the people room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import Scope
from truyvet.people.queries import OwnEntry
from truyvet.people.rules.look_limit import TASK
from truyvet.people.rules.person_entry import MAX_ADDRESS_LETTERS, MAX_NAME_LETTERS, PersonInvalid
from truyvet.people.rules.pseudonyms import CodeInvalid, read
from truyvet.people.values import NewPerson
from truyvet.people.work import TASKS, work_purpose


class WorkForm(forms.Form):
    """For which case or task somebody is looked up; ``purpose`` is known once the form is valid."""

    work = forms.CharField(
        label=_("Vì ca hoặc tờ khai (mã)"),
        help_text=_("Ví dụ BG-0412. Được nhớ đến khi bạn đăng xuất, và ghi lại cùng mỗi lần xem."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    task = forms.ChoiceField(label=_("Hoặc vì việc"), required=False, choices=[("", "–"), *TASKS.items()])
    purpose = ""

    def __init__(self, data: Mapping[str, Any] | None, *, scope: Scope, purpose: str = "") -> None:
        kind, _colon, code = purpose.partition(":")
        super().__init__(data, initial={"task": code} if kind == TASK else {"work": code})
        self.scope = scope

    def clean(self) -> dict[str, Any]:
        """Finds the case or task."""
        cleaned = super().clean() or {}
        self.purpose = work_purpose(self.scope, cleaned.get("work") or "", cleaned.get("task") or "")
        if not self.purpose and cleaned.get("work"):
            self.add_error("work", _("Không có ca hay tờ khai nào mang mã này trong địa bàn của bạn, nên chưa mở gì. Hãy xem lại mã."))
        elif not self.purpose:
            self.add_error("work", _("Chưa mở gì. Hãy ghi mã ca, hoặc chọn một việc."))
        return cleaned


class FindPersonForm(WorkForm):
    """What to look for, and for which case or task."""

    field_order = ("text", "birth_year", "commune", "work", "task")
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

    def __init__(self, data: Mapping[str, Any] | None, *, scope: Scope, purpose: str = "", communes: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, scope=scope, purpose=purpose)
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

    def __init__(self, *args: object, choices: Sequence[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if choices:
            # Asked once it is known that both have an open case.
            self.fields["stays"] = forms.ChoiceField(
                label=_("Ca nào còn lại?"),
                help_text=_("Hai hồ sơ đều có ca đang mở. Ca kia bị loại; gỡ gộp không mở lại ca ấy."),
                error_messages={"required": _("Hãy chọn ca còn lại.")},
                choices=choices,
                widget=forms.RadioSelect,
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
