"""Forms of this room: what an officer knows of a unit, and the decision on its level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from truyvet.areas.rules.risk_rules import InputKind, RiskInput, RiskLevel, RiskRuleSet

YES_NO = (("", _("Chưa biết")), ("1", _("Có")), ("0", _("Không")))


def language() -> str:
    """Returns the language of texts in data files."""
    return "en" if get_language() == "en" else "vi"


class RiskAnswersForm(forms.Form):
    """What the rules ask of an officer, and what another source counted. An empty field is not known, which is not zero."""

    def __init__(self, rules: RiskRuleSet, unit: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in sorted(rules.inputs_for(unit), key=lambda each: each.kind is not InputKind.QUESTION):
            self.fields[each.name] = _field(each)

    def given(self) -> dict[str, float]:
        """Returns what was filled in, by name of the input."""
        return {name: float(value) for name, value in self.cleaned_data.items() if value not in (None, "")}


def _field(each: RiskInput) -> forms.Field:
    if each.kind is InputKind.QUESTION:
        return forms.ChoiceField(label=each.words[language()], choices=YES_NO, required=False)
    hint = _("Nguồn khác đếm được; lấy số lớn hơn. Để trống nếu không có.")
    return forms.FloatField(label=each.words[language()], required=False, min_value=0, max_value=1e9, help_text=hint)


class LevelForm(forms.Form):
    """The decision on the level of a unit."""

    level = forms.ChoiceField(label=_("Mức quyết định"), widget=forms.RadioSelect)
    first = forms.DateField(label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống: đến khi có quyết định khác."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc khi khác đề xuất hoặc quy tắc không quyết định được. Không ghi tên người."),
    )  # fmt: skip

    def __init__(self, words: Mapping[RiskLevel, Mapping[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(level.value, words[level][language()]) for level in RiskLevel]
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
