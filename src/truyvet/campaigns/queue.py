"""What waits in this room: campaigns for their approval, arrivals for a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.campaigns.queries.arrivals import open_arrivals
from truyvet.campaigns.queries.campaigns import waiting_campaigns
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.web.display_format import number_words


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item while campaigns wait for approval; one query."""
    count, first = waiting_campaigns(require_scope(scope))
    if not count:
        return []
    title = ngettext("1 đợt nhắn tin chờ duyệt", "%(n)s đợt nhắn tin chờ duyệt", count) % {"n": number_words(count)}
    level = Severity.NOW if first and first <= now else Severity.SOON
    text = _("Xem số người nhận, chữ và tiền, rồi duyệt hoặc trả lại.")
    return [QueueItem(title, text, first, reverse("campaigns:campaigns"), level, _("Mở"), count)]


def read_arrivals(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item while people who arrived wait for a call; one query."""
    count, first = open_arrivals(require_scope(scope), now)
    if not count:
        return []
    title = ngettext("1 người mới đến chưa được gọi", "%(n)s người mới đến chưa được gọi", count) % {"n": number_words(count)}
    text = _("Hỏi từ đâu đến, sức khỏe, nơi ở; có đề nghị cách ly thì xem rồi quyết định.")
    return [QueueItem(title, text, first, reverse("campaigns:arrivals"), Severity.NOW, _("Mở"), count)]
