"""Forms of teams, rounds, and paper that is typed back."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.teams.rules.rounds import MAX_DOORS


class TeamForm(forms.Form):
    """A new team of a commune."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    name = forms.CharField(label=_("Tên tổ"), max_length=80)
    commune = forms.ChoiceField(label=_("Xã, phường"))
    members = forms.TypedMultipleChoiceField(label=_("Thành viên"), coerce=int, widget=forms.CheckboxSelectMultiple)
    leader = forms.TypedChoiceField(label=_("Tổ trưởng"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, communes: list[tuple[str, str]], staff: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {"commune": communes, "members": staff, "leader": [("", "–"), *staff]}
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """A new round of a team."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    team = forms.ChoiceField(label=_("Tổ"))
    day = forms.DateField(label=_("Ngày đi"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hamlet = forms.CharField(
        label=_("Thôn, tổ dân phố"), max_length=80, required=False, help_text=_("Chỉ lấy hộ có chữ này trong địa chỉ. Để trống: cả xã.")
    )
    most = forms.IntegerField(label=_("Nhiều nhất bao nhiêu nhà"), min_value=1, max_value=MAX_DOORS, initial=MAX_DOORS)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams  # type: ignore[attr-defined]
