"""Forms of a keeper: registration, zone, hours, code, guard. Each form is drawn with an event id, so that it counts once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.people.rules import phones
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.venues.actions import NewVenue
from truyvet.venues.actions.gates import MAX_LABEL_LENGTH
from truyvet.venues.labels import kind_choices

GATE_WAYS = (("in", _("Vào")), ("out", _("Ra")), ("both", _("Cả hai chiều")))
Grouped = Sequence[tuple[str, Any]]


class EventForm(forms.Form):
    """A form that counts once, however often it is sent."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)


class TimeInput(forms.TimeInput):
    """An hour in the browser's own picker."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


def _number(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=1, max_value=999_999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class HoursForm(forms.Form):
    """Hours and capacity of a venue."""

    mo = forms.TimeField(label=_("Mở cửa lúc"), required=False, widget=TimeInput())
    dong = forms.TimeField(label=_("Đóng cửa lúc"), required=False, widget=TimeInput())
    suc_chua = _number(_("Sức chứa (người)"), _("Nhiều nhất bao nhiêu người cùng lúc. Đủ người thì trang báo."))


class RegisterForm(HoursForm, EventForm):
    """A new venue."""

    ten = forms.CharField(
        label=_("Tên địa điểm"), max_length=120, help_text=_("Đúng như trên biển hiệu: khách so tên này với màn hình khi quét.")
    )
    loai = forms.ChoiceField(label=_("Loại"), choices=kind_choices, initial="other")
    xa = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    dia_chi = forms.CharField(label=_("Địa chỉ"), max_length=200, required=False)
    field_order = ("ten", "loai", "xa", "dia_chi", "mo", "dong", "suc_chua")

    def __init__(self, *args: Any, communes: Grouped, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["xa"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "–"), *communes]

    def venue(self) -> NewVenue:
        """What was typed, as a value."""
        data = self.cleaned_data
        return NewVenue(
            data["event_id"], data["ten"], data["loai"], int(data["xa"]), data["mo"], data["dong"], data["suc_chua"], data["dia_chi"]
        )


class ZoneForm(EventForm):
    """A zone of a venue."""

    ten = forms.CharField(label=_("Tên khu vực"), max_length=120, help_text=_("Ví dụ: Chuyền 3, Nhà ăn, Tầng 2, Lớp 6A."))
    loai = forms.ChoiceField(label=_("Loại"), choices=kind_choices, initial="other")
    suc_chua = _number(_("Sức chứa (người)"))

    def zone(self) -> NewVenue:
        """What was typed, as a value; the commune is its venue's."""
        data = self.cleaned_data
        return NewVenue(data["event_id"], data["ten"], data["loai"], 0, capacity=data["suc_chua"])


class EntranceForm(EventForm):
    """A code to post."""

    noi = forms.ChoiceField(label=_("Treo ở"))
    nhan = forms.CharField(label=_("Tên cửa"), max_length=60, help_text=_("Ví dụ: Cửa chính, Cổng 2, Thang máy B."))
    dang = forms.ChoiceField(
        label=_("Dạng"),
        choices=[("poster", _("Giấy A4, mã 15 × 15 cm")), ("screen", _("Màn hình, mã đổi mỗi phút"))],
        initial="poster",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["noi"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(places)


class GuardForm(EventForm):
    """Somebody who will guard."""

    so = forms.CharField(label=_("Số điện thoại"), max_length=20, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    nhan = forms.CharField(
        label=_("Ghi chú"), max_length=60, required=False, help_text=_("Ví dụ: Ca sáng, Bảo vệ cổng 2. Không cần họ tên.")
    )

    def clean_so(self) -> str:
        """The number as one form of it; the keeper's spelling is kept on the page when it is wrong."""
        try:
            return phones.normalise(self.cleaned_data["so"])
        except PhoneInvalid:
            raise forms.ValidationError(_("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")) from None


class TurnstileForm(EventForm):
    """A device that scans by itself."""

    nhan = forms.CharField(label=_("Tên thiết bị"), max_length=MAX_LABEL_LENGTH, help_text=_("Ví dụ: Cổng 2, làn trái."))
    noi = forms.ChoiceField(label=_("Đặt ở"))
    chieu = forms.ChoiceField(label=_("Chiều"), choices=GATE_WAYS, initial="in")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["noi"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places


def _kind_choices() -> list[tuple[str, object]]:
    return [("", _("Mọi loại")), *kind_choices()]


class FindVenueForm(forms.Form):
    """What to look for among venues."""

    tim = forms.CharField(label=_("Tên địa điểm"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=_kind_choices)
