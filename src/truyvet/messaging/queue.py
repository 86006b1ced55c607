"""What waits in this room: texts that people sent and that nobody has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.messaging.queries.inbound import waiting_inbound
from truyvet.web.display_format import number_words


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item while texts wait; one query."""
    count, late, first = waiting_inbound(require_scope(scope), now)
    if not count:
        return ()
    title = ngettext("1 tin người dân gửi chờ trả lời", "%(n)s tin người dân gửi chờ trả lời", count) % {"n": number_words(count)}
    text = _("Máy không hiểu hoặc người gửi báo bệnh. Đọc và gọi lại.")
    severity = Severity.LATE if late else Severity.NOW
    return (QueueItem(title, text, first, reverse("messaging:inbound_list"), severity, _("Mở"), count),)
