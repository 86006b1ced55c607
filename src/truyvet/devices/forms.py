"""Forms of the key server's pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.devices.contacts import ConfirmedContact
from truyvet.devices.rules.sharing import Verdict
from truyvet.devices.words import KINDS


class GiveCodeForm(forms.Form):
    """For whom a code is, and how it reaches them."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("Mã dùng để làm gì"), choices=list(KINDS.items()), widget=forms.RadioSelect, initial="confirmed")
    contact = forms.ChoiceField(label=_("Người tiếp xúc đã xác nhận"), required=False)
    send = forms.BooleanField(label=_("Gửi mã qua tin nhắn đến số của người đó"), required=False)

    def __init__(self, *args: object, contacts: Iterable[ConfirmedContact] = (), **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        told = [(each.code, f"{each.code} · {each.masked}") for each in contacts]
        self.fields["contact"].choices = [("", _("Không chọn ai")), *told]  # type: ignore[attr-defined]
        if not told:
            del self.fields["contact"]
            kinds = [(name, words) for name, words in KINDS.items() if name != "recursive"]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """What a person found out about a hint."""

    match = forms.IntegerField(widget=forms.HiddenInput())
    verdict = forms.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in Verdict])
    note = forms.CharField(label=_("Bạn biết nhờ đâu?"), max_length=200)
