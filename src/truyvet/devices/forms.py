"""Forms of the key server's pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.devices.confirmed_contacts import ConfirmedContact
from truyvet.devices.labels import CODE_KINDS
from truyvet.devices.rules.shared_matches import MatchVerdict


class IssueCodeForm(forms.Form):
    """Asks for whom a code is, and how it reaches them."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    kind = forms.ChoiceField(label=_("Mã dùng để làm gì"), choices=list(CODE_KINDS.items()), widget=forms.RadioSelect, initial="confirmed")
    contact = forms.ChoiceField(label=_("Người tiếp xúc đã xác nhận"), required=False)
    send = forms.BooleanField(label=_("Gửi mã qua tin nhắn đến số của người đó"), required=False)

    def __init__(self, *args: object, contacts: Iterable[ConfirmedContact] = (), **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        options = [(each.code, f"{each.code} · {each.masked}") for each in contacts]
        self.fields["contact"].choices = [("", _("Không chọn ai")), *options]  # type: ignore[attr-defined]
        if not options:
            del self.fields["contact"]
            kinds = [(name, words) for name, words in CODE_KINDS.items() if name != "recursive"]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class MatchVerdictForm(forms.Form):
    """Asks what a person found out about a match."""

    match = forms.IntegerField(widget=forms.HiddenInput())
    verdict = forms.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in MatchVerdict])
    note = forms.CharField(label=_("Bạn biết nhờ đâu?"), max_length=200)
