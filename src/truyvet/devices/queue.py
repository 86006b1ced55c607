"""Tells the queue which shared matches wait for a tracer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.devices.queries import waiting_matches
from truyvet.web.display_format import number_words

ASK_WITHIN: Final = timedelta(hours=24)
"""Ours: a contact is to stay at home from the first day, and a call is what tells a contact from a wall."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for all of them, in two statements."""
    many, first = waiting_matches(require_scope(scope))
    if not many or first is None:
        return ()
    due = first + ASK_WITHIN
    title = ngettext("1 lần ở gần do máy báo, chờ hỏi", "%(n)s lần ở gần do máy báo, chờ hỏi", many)
    return (
        QueueItem(
            title % {"n": number_words(many)},
            _("Gợi ý của máy, chưa phải kết luận. Gọi hỏi rồi ghi có hay không tiếp xúc."),
            due,
            reverse("devices:matches"),
            Severity.LATE if due < now else Severity.SOON,
            _("Xem"),
            many,
        ),
    )
