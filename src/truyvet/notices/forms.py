"""The form of a notice."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from truyvet.cases.forms import moment
from truyvet.notices.labels import KINDS
from truyvet.notices.rules.notice import NoticeDraft, NoticeKind


class NoticeForm(forms.Form):
    """For whom, which minutes, who may read it, and why. ``has_kind``: a correction keeps the kind."""

    event_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid.uuid4)
    kind = forms.ChoiceField(
        label=_("Báo cho ai"), choices=[(each.value, words) for each, words in KINDS.items()], widget=forms.RadioSelect
    )
    start = moment(_("Từ lúc"))
    end = moment(_("Đến khi"))
    is_public = forms.BooleanField(
        label=_("Đăng tên địa điểm cho mọi người"), required=False,
        help_text=_("Chỉ khi địa điểm đông người, để tên không chỉ ra người bệnh."),
    )  # fmt: skip
    is_sure = forms.BooleanField(
        label=_("Vẫn đăng tên, dù rất ít người khác được biết là đã ở đó"), required=False,
        help_text=_("Thông báo sẽ chờ một cán bộ truy vết khác đồng ý."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, has_kind: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_kind:
            del self.fields["kind"], self.fields["is_sure"]

    def draft(self) -> NoticeDraft:
        """Returns what was typed."""
        values: dict[str, Any] = self.cleaned_data
        start, end = (_seconds(values[name]) for name in ("start", "end"))
        kind = NoticeKind(values.get("kind") or NoticeKind.VENUE.value)
        return NoticeDraft(kind, start, end, values["is_public"], values["reason"], values.get("is_sure", False))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
