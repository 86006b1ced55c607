"""The form for a turnstile's key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.venues.actions.gates import MAX_LABEL_LENGTH
from truyvet.venues.forms_keeper import EventForm

WAYS = (("in", _("Vào")), ("out", _("Ra")), ("both", _("Cả hai chiều")))


class TurnstileForm(EventForm):
    """A device that scans by itself."""

    nhan = forms.CharField(label=_("Tên thiết bị"), max_length=MAX_LABEL_LENGTH, help_text=_("Ví dụ: Cổng 2, làn trái."))
    noi = forms.ChoiceField(label=_("Đặt ở"))
    chieu = forms.ChoiceField(label=_("Chiều"), choices=WAYS, initial="in")

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["noi"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places
