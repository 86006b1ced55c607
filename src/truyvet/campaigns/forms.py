"""Forms of material and of the loudspeakers' calendar."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.campaigns.labels import CHANNELS
from truyvet.campaigns.rules.campaign_state import CampaignChannel, CampaignPlan
from truyvet.campaigns.rules.source_text import MAX_TITLE_LETTERS, SourceText, TurnPlan
from truyvet.cases.forms import moment

Choices = Sequence[tuple[str, object]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


class MaterialForm(forms.Form):
    """The source text."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    issuer = forms.CharField(label=_("Cơ quan phát hành"), max_length=80)
    title_vi = forms.CharField(label=_("Tiêu đề"), max_length=MAX_TITLE_LETTERS)
    points_vi = forms.CharField(
        label=_("Các ý chính"),
        help_text=_("Mỗi ý một dòng, ý quan trọng nhất trước. Loa đọc được bao nhiêu ý trong 30 giây thì đọc bấy nhiêu."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    title_en = forms.CharField(label=_("Tiêu đề tiếng Anh"), max_length=MAX_TITLE_LETTERS)
    points_en = forms.CharField(
        label=_("Các ý chính tiếng Anh"), help_text=_("Cùng số dòng, cùng thứ tự."), widget=forms.Textarea(attrs={"rows": 5})
    )
    phone = forms.CharField(label=_("Số để gọi"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    link = forms.CharField(
        label=_("Địa chỉ trong mã QR"),
        help_text=_("Bắt đầu bằng https://."),
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    first = _day(_("Dùng từ ngày"))
    last = _day(_("Đến hết ngày"))

    @staticmethod
    def initial_of(text: SourceText) -> dict[str, Any]:
        """Returns a wording as the form shows it; the days are chosen anew."""
        return {
            "issuer": text.issuer, "title_vi": text.title_vi, "title_en": text.title_en, "points_vi": "\n".join(text.points_vi),
            "points_en": "\n".join(text.points_en), "phone": text.phone, "link": text.link,
        }  # fmt: skip

    def text(self) -> SourceText:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        return SourceText(
            data["issuer"], data["title_vi"], data["title_en"], _lines(data["points_vi"]), _lines(data["points_en"]), data["phone"],
            data["link"], data["first"], data["last"],
        )  # fmt: skip


class CampaignForm(forms.Form):
    """What is sent to whom, from when, and who answers the telephone."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    title = forms.CharField(label=_("Tên đợt"), help_text=_("Chỉ cán bộ thấy."), max_length=MAX_TITLE_LETTERS)
    audience = forms.ChoiceField(label=_("Gửi cho ai"))
    days = forms.IntegerField(label=_("Chưa khai báo trong bao nhiêu ngày"), help_text=_("Chỉ cho nhóm chưa khai báo."), required=False)
    unit = forms.ChoiceField(label=_("Ở đâu"))
    template = forms.ChoiceField(label=_("Mẫu tin"))
    channels = forms.MultipleChoiceField(
        label=_("Cách gửi, theo thứ tự"),
        help_text=_("Không đến được bằng cách đầu thì thử cách sau."),
        choices=[(each.value, words) for each, words in CHANNELS.items()],
        initial=[CampaignChannel.PHONE.value],
        widget=forms.CheckboxSelectMultiple,
    )
    starts_at = moment(_("Bắt đầu lúc"))
    hour_from = forms.IntegerField(label=_("Chỉ gửi từ giờ"), initial=7, min_value=0, max_value=23)
    hour_until = forms.IntegerField(label=_("Đến giờ"), initial=20, min_value=1, max_value=24)
    repeat_days = forms.IntegerField(
        label=_("Nhắc lại sau bao nhiêu ngày"), help_text=_("Chỉ nhắc người chưa làm. Để trống: gửi một lần."), required=False, min_value=0
    )
    target_percent = forms.IntegerField(
        label=_("Thôi nhắc khi đạt bao nhiêu phần trăm"), help_text=_("Để trống: nhắc đến ngày cuối."), required=False, min_value=0
    )
    last_day = forms.DateField(
        label=_("Ngày cuối được nhắc lại"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    operators = forms.IntegerField(
        label=_("Số người trực điện thoại"), help_text=_("Tin chỉ gửi nhanh đến mức những người này trả lời kịp."), min_value=0
    )
    phone = forms.CharField(label=_("Số để gọi"), max_length=16, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def __init__(
        self, *args: Any, audiences: Choices, units: Choices, templates: Choices, starts_at: datetime | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["starts_at"].initial = starts_at
        for name, choices in (("audience", audiences), ("unit", units), ("template", templates)):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = list(choices)

    def plan(self) -> CampaignPlan:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        return CampaignPlan(
            data["title"], data["template"], data["audience"], data["days"] or 0, int(data["unit"]), tuple(data["channels"]),
            data["starts_at"], data["operators"], "".join(data["phone"].split()), data["hour_from"], data["hour_until"],
            data["repeat_days"] or 0, data["target_percent"] or 0, data["last_day"],
        )  # fmt: skip


class PartnerForm(forms.Form):
    """A company that tells of arrivals or delivers messages."""

    name = forms.CharField(label=_("Tên đối tác"), max_length=MAX_TITLE_LETTERS)
    certificate = forms.CharField(
        label=_("Chứng thư số (PEM)"),
        help_text=_("RSA từ 2.048 bit; chỉ cần khi giao tệp cho đối tác gửi tin."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PlanForm(forms.Form):
    """In which hamlets, on which days and at which hours a text is read."""

    commune = forms.ChoiceField(label=_("Xã, phường, thị trấn"))
    hamlets = forms.CharField(label=_("Thôn, tổ dân phố"), help_text=_("Mỗi nơi một dòng."), widget=forms.Textarea(attrs={"rows": 4}))
    first = _day(_("Từ ngày"))
    last = _day(_("Đến hết ngày"))
    times = forms.CharField(
        label=_("Giờ phát"),
        help_text=_("Cách nhau bằng dấu phẩy, ít nhất hai lần mỗi ngày. Ví dụ 05:30, 17:00."),
        max_length=80,
        initial="05:30, 17:00",
    )

    def __init__(self, *args: Any, communes: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["commune"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "–"), *communes]

    def clean_times(self) -> tuple[time, ...]:
        """The hours, each once."""
        try:
            return tuple(
                sorted({time.fromisoformat(part.strip().zfill(5)) for part in self.cleaned_data["times"].split(",") if part.strip()})
            )
        except ValueError:
            raise forms.ValidationError(gettext("Hãy ghi giờ như 05:30, 17:00.")) from None

    def plan(self) -> TurnPlan:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        return TurnPlan(int(data["commune"]), _lines(data["hamlets"]), data["first"], data["last"], data["times"])
