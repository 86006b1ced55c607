"""Forms of the watch."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.declarations.labels import OUTCOME_HINTS, OUTCOMES
from truyvet.declarations.rules.watch_states import CLOSING_OUTCOMES

CALL_ID, CLOSE_ID = "goi_%s", "xong_%s"
"""Both forms stand on one page: their fields must not share an id."""
NOTE = forms.Textarea(attrs={"rows": 3})


class WatchCallForm(forms.Form):
    """What was said on the phone so far."""

    note = forms.CharField(
        label=_("Ghi chú cuộc gọi"), required=False, max_length=1_000, widget=NOTE,
        help_text=_("Chỉ cán bộ y tế xem được. Ví dụ: không nghe máy, gọi lại lúc 15 giờ."),
    )  # fmt: skip


class WatchCloseForm(forms.Form):
    """What came of it, and why."""

    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Lý do"), max_length=1_000, widget=NOTE, help_text=_("Bạn biết điều đó từ đâu? Ví dụ: đã gọi, người nhà nghe máy.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, f"{OUTCOMES[code]}. {OUTCOME_HINTS[code]}") for code in CLOSING_OUTCOMES]
