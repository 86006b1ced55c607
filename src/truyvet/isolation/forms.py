"""Forms of isolation periods. Moments are typed in local time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from truyvet.cases.forms import moment
from truyvet.isolation.labels import PLACES
from truyvet.isolation.rules import IsolationEntry, IsolationPlace


class IsolationForm(forms.Form):
    """Where and from when."""

    place = forms.ChoiceField(label=_("Nơi cách ly"), choices=[(each.value, label) for each, label in PLACES.items()])
    starts_at = moment(_("Từ lúc"))

    def entry(self) -> IsolationEntry:
        """Returns what was typed, as a value."""
        return IsolationEntry(IsolationPlace(self.cleaned_data["place"]), self.cleaned_data["starts_at"])


class EndIsolationForm(forms.Form):
    """Until when."""

    ends_at = moment(_("Kết thúc lúc"))


class NewCaseIsolationForm(forms.Form):
    """The part about isolation in the form that enters a case: whole or empty."""

    place = forms.ChoiceField(
        label=_("Nơi cách ly"),
        required=False,
        choices=[("", _("Chưa cách ly")), *((each.value, label) for each, label in PLACES.items())],
    )
    isolated_at = moment(_("Cách ly từ lúc"), required=False)

    def clean(self) -> dict[str, Any]:
        """Checks that the isolation is whole or absent."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("place")) != bool(cleaned.get("isolated_at")) and "isolated_at" not in self.errors:
            lacking = "isolated_at" if cleaned.get("place") else "place"
            self.add_error(lacking, gettext("Hãy ghi cả nơi cách ly và lúc bắt đầu."))
        return cleaned

    def entry(self) -> IsolationEntry | None:
        """Returns what was typed, as a value."""
        place, starts_at = self.cleaned_data["place"], self.cleaned_data["isolated_at"]
        return IsolationEntry(IsolationPlace(place), starts_at) if place else None
