"""The form of a target."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.adoption.actions.targets import TargetPlan
from truyvet.adoption.rules.shares import TARGET_PERCENT
from truyvet.core.local_day import LocalDay


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class TargetForm(forms.Form):
    """So many percent of the smartphones of a unit by a day."""

    unit = forms.ChoiceField(label=_("Đơn vị"))
    title = forms.CharField(label=_("Theo chỉ thị, đợt vận động nào"), max_length=120)
    percent = forms.IntegerField(label=_("Phần trăm điện thoại thông minh"), initial=TARGET_PERCENT, min_value=1, max_value=100)
    first_day = _day(_("Từ ngày"))
    last_day = _day(_("Đến hết ngày"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def plan(self) -> TargetPlan:
        """Returns what was typed, as a value."""
        data = self.cleaned_data
        return TargetPlan(
            data["unit"], data["title"], data["percent"], LocalDay.of_date(data["first_day"]), LocalDay.of_date(data["last_day"])
        )
