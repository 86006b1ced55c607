"""Forms of the follow-up."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.access.queries import Colleague
from truyvet.followup.labels import CLOSE_REASONS, NEEDS, OUTCOMES, SYMPTOMS
from truyvet.followup.rules.records import OUTCOMES as ALLOWED_OUTCOMES
from truyvet.followup.rules.records import STAFF_CLOSE_REASONS, AttemptOutcome, Channel, Need, Symptom

NOTE: Final = forms.Textarea(attrs={"rows": 2})


class SentOnceForm(forms.Form):
    """A form that is written once, however often it is sent."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("event_id", uuid.uuid4())
        super().__init__(*args, **kwargs)


class ShiftForm(forms.Form):
    """For what names and numbers are opened, one after another, in a shift of calls."""

    purpose = forms.CharField(
        label=_("Gọi để làm gì"), max_length=80, initial=_("Gọi người tiếp xúc"),
        help_text=_("Ghi vào nhật ký cùng tên bạn cho mỗi người được mở. Mỗi lần chỉ một người."),
    )  # fmt: skip
    mine = forms.BooleanField(label=_("Chỉ những người tôi đã nhận"), required=False)


class HandOverForm(forms.Form):
    """To whom work goes: a colleague, or back to the unit."""

    colleague = forms.TypedChoiceField(label=_("Giao cho"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, colleagues: tuple[Colleague, ...], is_unit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = _("đơn vị (ai cũng nhận được)") if is_unit else _("chọn đồng nghiệp")
        self.fields["colleague"].choices = [("", nobody), *((each.id, each.display) for each in colleagues)]  # type: ignore[attr-defined]


class AttemptForm(SentOnceForm):
    """What came of a call or a visit."""

    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=1_000, widget=NOTE)

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [each for each in AttemptOutcome if each in ALLOWED_OUTCOMES[channel]]
        self.fields["outcome"].choices = [(each.value, OUTCOMES[each][0]) for each in allowed]  # type: ignore[attr-defined]


class SkipForm(SentOnceForm):
    """Why a call is put off."""

    reason = forms.CharField(label=_("Để sau, vì"), max_length=1_000)


class HealthForm(SentOnceForm):
    """How somebody is today."""

    symptoms = forms.MultipleChoiceField(
        label=_("Triệu chứng hôm nay"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, label) for each, label in SYMPTOMS.items()], help_text=_("Không chọn gì nghĩa là không có triệu chứng nào."),
    )  # fmt: skip
    temperature = forms.DecimalField(
        label=_("Nhiệt độ, °C"), required=False, max_digits=3, decimal_places=1, min_value=33, max_value=43, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("Cần giúp gì"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.value, label) for each, label in NEEDS.items()],
    )  # fmt: skip

    def symptom_values(self) -> frozenset[Symptom]:
        """Returns the symptoms that were ticked."""
        return frozenset(Symptom(each) for each in self.cleaned_data["symptoms"])

    def need_values(self) -> frozenset[Need]:
        """Returns the needs that were ticked."""
        return frozenset(Need(each) for each in self.cleaned_data["needs"])

    def temperature_deci(self) -> int | None:
        """Returns the temperature in tenths of a degree."""
        value = self.cleaned_data["temperature"]
        return None if value is None else int(value * 10)


class CloseForm(forms.Form):
    """How a follow-up ends."""

    reason = forms.ChoiceField(
        label=_("Vì sao kết thúc"), widget=forms.RadioSelect, choices=[(each.value, CLOSE_REASONS[each]) for each in STAFF_CLOSE_REASONS]
    )


class FollowForm(forms.Form):
    """Somebody whom no trace found."""

    person = forms.CharField(label=_("Mã hồ sơ"), max_length=16)
    last_exposure = forms.DateField(label=_("Ngày tiếp xúc cuối"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Vì sao cần theo dõi"), max_length=500, widget=NOTE)
