"""What waits for somebody in this room: traces without an answer, confirmed cases without a trace or an interview.

Whom to call stands in the room of the follow-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.investigations.queries import CasesToWorkOn, failed_runs, uninterviewed_cases, untraced_cases
from truyvet.investigations.queries.interview_places import waiting_places
from truyvet.investigations.queries.interviews import open_drafts
from truyvet.web.display_format import number_words

TRACED_WITHIN: Final = timedelta(hours=2)
"""Ours, not official: a trace takes seconds, and each hour of waiting is one in which contacts meet others."""
FOUND_WITHIN: Final = timedelta(hours=12)
"""Ours, not official: half the time for the interview itself; those who were there meet others meanwhile."""
INTERVIEWED_WITHIN: Final = timedelta(hours=24)
"""Ours, not official: memory of the days before fades, and the first contacts are called within the same day."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns a constant number of items in a constant number of queries."""
    reader = require_scope(scope)
    made = [
        QueueItem(
            _("Lần truy vết ca %(code)s không tính được") % {"code": row.case},
            _("Chưa có danh sách người tiếp xúc. Hãy làm lại."),
            None,
            reverse("investigations:run", kwargs={"code": row.code}),
            Severity.NOW,
            _("Xem và làm lại"),
        )
        for row in failed_runs(reader)
    ]
    untraced = untraced_cases(reader)
    if untraced.count:
        title = ngettext("1 ca đã xác nhận chưa được truy vết", "%(n)s ca đã xác nhận chưa được truy vết", untraced.count)
        made.append(_item(title, untraced, TRACED_WITHIN, now, _("Truy vết")))
    silent = uninterviewed_cases(reader)
    if silent.count:
        title = ngettext("1 ca đã xác nhận chưa được phỏng vấn", "%(n)s ca đã xác nhận chưa được phỏng vấn", silent.count)
        made.append(_item(title, silent, INTERVIEWED_WITHIN, now, _("Mở ca lâu nhất")))
    drafts, since, first = open_drafts(reader)
    if drafts and since is not None:
        title = ngettext("1 phỏng vấn còn là bản nháp", "%(n)s phỏng vấn còn là bản nháp", drafts)
        made.append(_item(title, CasesToWorkOn(drafts, first, since), INTERVIEWED_WITHIN, now, _("Mở ca lâu nhất")))
    return made


def read_places(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item when a place that no register knows waits to be found. Two queries."""
    count, since = waiting_places(require_scope(scope))
    if not count or since is None:
        return ()
    title = ngettext("1 nơi người bệnh kể chưa có trong danh bạ", "%(n)s nơi người bệnh kể chưa có trong danh bạ", count)
    due = since + FOUND_WITHIN
    return (
        QueueItem(
            title % {"n": number_words(count)}, _("Tìm ra thì gắn vào danh bạ, để truy vết tính được."), due,
            reverse("investigations:unknown_places"), Severity.LATE if due < now else Severity.NOW, _("Tìm và gắn"), count,
        ),
    )  # fmt: skip


def _item(title: str, cases: CasesToWorkOn, within: timedelta, now: datetime, action: str) -> QueueItem:
    due = None if cases.since is None else cases.since + within
    severity = Severity.LATE if due is not None and due < now else Severity.NOW
    text = _("Lâu nhất: ca %(code)s.") % {"code": cases.first}
    url = reverse("cases:case", kwargs={"code": cases.first})
    return QueueItem(title % {"n": number_words(cases.count)}, text, due, url, severity, action, cases.count)
