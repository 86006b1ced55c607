"""Labels of this room's rows in a person's data export."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns.labels import RECIPIENT_STATES

LABEL = _("Tin nhắn gửi nhiều người")
WORDS: Mapping[str, object] = {
    "recipient": _("Đợt nhắn tin"),
    "at": _("Lúc"),
    "state": _("Tình trạng"),
    **{f"state={state.value}": label for state, label in RECIPIENT_STATES.items()},
}
