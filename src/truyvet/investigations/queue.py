"""What waits for somebody in this room: near contacts nobody has called, runs without an answer, residents to look after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.investigations.queries import residents, waiting_runs
from truyvet.web.display_format import number_words

WITHIN: Final = timedelta(hours=12)
"""Ours, not official: those who stood nearest are called on the day on which they are found."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Runs that failed, and runs whose F1 of high likelihood have no decision yet; a constant number of queries."""
    made = []
    for row in waiting_runs(require_scope(scope)):
        words = {"code": row.case, "n": number_words(row.undecided)}
        due = row.at + WITHIN
        url = reverse("investigations:run", kwargs={"code": row.code})
        if row.failed:
            made.append(
                QueueItem(
                    _("Lần truy vết ca %(code)s không tính được") % words,
                    _("Chưa có danh sách người tiếp xúc. Hãy làm lại."),
                    None,
                    url,
                    Severity.NOW,
                    _("Xem và làm lại"),
                )
            )
            continue
        title = ngettext(
            "Ca %(code)s: 1 người tiếp xúc gần chưa được gọi", "Ca %(code)s: %(n)s người tiếp xúc gần chưa được gọi", row.undecided
        )
        made.append(
            QueueItem(
                title % words,
                _("F1 khả năng cao, chưa có kết luận."),
                due,
                f"{url}?vong=1&muc=high&kl=open",
                Severity.LATE if due < now else Severity.NOW,
                _("Gọi"),
                row.undecided,
            )
        )
    return made


def read_residents(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Own residents who are contacts, as one item; nothing when there are none."""
    total = residents(require_scope(scope), size=1).page.total
    if not total:
        return []
    title = ngettext("1 người ở địa bàn cần theo dõi", "%(n)s người ở địa bàn cần theo dõi", total) % {"n": number_words(total)}
    text = _("Đã tiếp xúc với ca được xác nhận.")
    return [QueueItem(title, text, None, reverse("investigations:residents"), Severity.SOON, _("Xem danh sách"), total)]
