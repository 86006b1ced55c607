"""What waits in this room: entries that no room took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.teams.queries.rounds import open_entry_count
from truyvet.web.display_format import number_words


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item while entries of rounds wait for somebody; one query."""
    count = open_entry_count(require_scope(scope))
    if not count:
        return ()
    title = ngettext("1 phiếu của tổ cộng đồng cần xem", "%(n)s phiếu của tổ cộng đồng cần xem", count) % {"n": number_words(count)}
    text = _("Tổ đã ghi mà chưa chuyển được: có thể là người có triệu chứng.")
    return (QueueItem(title, text, None, reverse("teams:list"), Severity.NOW, _("Mở"), count),)
