"""The queue items of this room: positive results that need a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.cases.queries import unconfirmed_results
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.web.display_format import number_words

CONFIRM_RESULT_WITHIN: Final = timedelta(hours=2)
"""Ours, not official: contacts are found sooner than that once a case stands."""
MAX_RESULTS_IN_QUEUE: Final = 50


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns results that the reader may stand for, oldest first: those they entered themselves wait for somebody else."""
    reader = require_scope(scope)
    waiting = unconfirmed_results(reader)
    if reader.staff is not None:
        waiting = waiting.exclude(reported_by=reader.staff)
    first: ListPage[tuple[str, datetime]] = list_page(waiting.values_list("case__code", "reported_at"), page_rows=MAX_RESULTS_IN_QUEUE)
    items = [
        QueueItem(
            title=_("Ca %(code)s chờ người thứ hai xác nhận") % {"code": code},
            text=_("Kết quả dương tính. Xác nhận xong mới truy vết được."),
            due=reported + CONFIRM_RESULT_WITHIN,
            url=reverse("cases:case", kwargs={"code": code}),
            severity=Severity.LATE if reported + CONFIRM_RESULT_WITHIN < now else Severity.NOW,
            action=_("Xem và xác nhận"),
        )
        for code, reported in first.rows
    ]
    more = first.total - len(first.rows)
    if more:
        title = ngettext("Còn 1 ca nữa chờ người thứ hai", "Còn %(n)s ca nữa chờ người thứ hai", more) % {"n": number_words(more)}
        items.append(QueueItem(title, "", None, f"{reverse('cases:list')}?tt=cho", Severity.NOW, _("Xem các ca"), more))
    return items
