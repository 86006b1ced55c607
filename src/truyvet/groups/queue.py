"""What of the groups waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.groups.queries.groups import groups_with_draft


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns the lists that were imported and wait to be looked at, as one item. One statement."""
    count, _first = groups_with_draft(require_scope(scope))
    if not count:
        return ()
    title = ngettext("1 danh sách nhóm chờ xem", "%(n)s danh sách nhóm chờ xem", count) % {"n": count}
    text = _("Xem ai vào, ai rời, ai đổi chỗ rồi áp dụng.")
    return (QueueItem(title, text, None, reverse("groups:list"), Severity.PLAIN, _("Xem danh sách"), count),)
