"""Forms of the venues room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.venues.labels import kind_choices


def _choices() -> list[tuple[str, object]]:
    return [("", _("Mọi loại")), *kind_choices()]


class FindVenueForm(forms.Form):
    """What to look for among venues."""

    tim = forms.CharField(label=_("Tên địa điểm"), required=False, max_length=120, widget=forms.TextInput(attrs={"type": "search"}))
    loai = forms.ChoiceField(label=_("Loại"), required=False, choices=_choices)
