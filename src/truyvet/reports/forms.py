"""Forms of the daily report. The figures' fields are those of the form of the day."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from truyvet.cases.forms import DayInput
from truyvet.core.local_day import LocalDay
from truyvet.reports.labels import REFUSALS
from truyvet.reports.rules.report_form import MAX_FIGURE, ReportForm
from truyvet.reports.rules.report_states import NO_FIGURE
from truyvet.reports.rules.report_totals import Figures
from truyvet.web.display_format import number_words


def in_reader_language(words: Mapping[str, str]) -> str:
    """Returns the words in the language of the page."""
    return words["en" if (get_language() or "vi").startswith("en") else "vi"]


class ReportStepForm(forms.Form):
    """A form that is written once, however often it is sent."""

    event_id = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"event_id": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class RevisionForm(ReportStepForm):
    """A step at the revision that was read; 0 for none."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class QuietForm(RevisionForm):
    """One press: nothing new."""


class FiguresForm(RevisionForm):
    """All figures of a day."""

    use_required_attribute = False  # the server says what is missing, beside each figure

    def __init__(self, *args: Any, form: ReportForm, known: Figures, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [figure.code for figure in form.figures]
        for figure in form.figures:
            hint = gettext("Hệ thống đếm: %(n)s") % {"n": number_words(known[figure.code])} if figure.code in known else ""
            self.fields[figure.code] = forms.IntegerField(
                label=in_reader_language(figure.label), required=figure.is_required, min_value=0, max_value=MAX_FIGURE, help_text=hint,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}), error_messages={"required": str(REFUSALS[NO_FIGURE])},
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=gettext("Lời giải thích"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext("Cần khi sửa số hệ thống đã đếm, hoặc khi số khác thường. Không ghi tên người bệnh."),
        )  # fmt: skip
        self.fields["measures"] = forms.CharField(
            label=gettext("Biện pháp đã làm hôm nay"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=gettext("Không ghi tên người bệnh."),
        )  # fmt: skip

    def figures(self) -> dict[str, int]:
        """Returns what was typed; an empty field is left out, which is not zero."""
        return {code: self.cleaned_data[code] for code in self.codes if self.cleaned_data.get(code) is not None}

    def figure_fields(self) -> list[forms.BoundField]:
        """Returns the fields of the figures, in the order of the form."""
        return [self[code] for code in self.codes]


class ReturnForm(RevisionForm):
    """Why a report is sent back."""

    remark = forms.CharField(label=_("Vì sao trả lại"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DutyForm(forms.Form):
    """A line of the roster."""

    name = forms.CharField(label=_("Họ tên cán bộ trực"), max_length=80)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    rank = forms.TypedChoiceField(
        label=_("Vai"), coerce=int, choices=[(0, _("Trực chính")), (1, _("Trực thay")), (2, _("Trực thay thứ hai"))]
    )
    first_day = forms.DateField(label=_("Từ ngày"), widget=DayInput())
    last_day = forms.DateField(label=_("Đến hết ngày"), widget=DayInput())

    def clean_first_day(self) -> LocalDay:
        """Returns the day as a day of the house."""
        return LocalDay.of_date(self.cleaned_data["first_day"])

    def clean_last_day(self) -> LocalDay:
        """Returns the day as a day of the house."""
        return LocalDay.of_date(self.cleaned_data["last_day"])


class BodyForm(forms.Form):
    """An agency, a facility or an organisation that is to report."""

    name = forms.CharField(label=_("Tên cơ quan, cơ sở, tổ chức"), max_length=120)
    commune = forms.ChoiceField(label=_("Ở xã"))

    def __init__(self, *args: Any, communes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = communes  # type: ignore[attr-defined]


class RecipientsForm(forms.Form):
    """Addresses, one a line."""

    addresses = forms.CharField(
        label=_("Địa chỉ thư điện tử nhận báo cáo đã chốt"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một địa chỉ. Thư chỉ có đường dẫn; người nhận đăng nhập để xem."),
    )  # fmt: skip

    def clean_addresses(self) -> tuple[str, ...]:
        """Returns the addresses, each checked."""
        check = forms.EmailField()
        return tuple(check.clean(line.strip()) for line in self.cleaned_data["addresses"].splitlines() if line.strip())
