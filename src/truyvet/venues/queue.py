"""What waits for a commune's officer in this room: codes that several visitors reported, and venues to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.venues.queries.code_reports import reported_codes, unconfirmed_count
from truyvet.web.display_format import number_words

LOOK_WITHIN: Final = timedelta(hours=4)
"""Ours: a pasted-over code sends visitors to another place for as long as it hangs."""
CONFIRM_WITHIN: Final = timedelta(days=3)
"""Ours: over a weekend; its keeper works with it meanwhile."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for each code with an alarm and one for all waiting venues, in two queries."""
    reader, url = require_scope(scope), reverse("venues:reports")
    made = []
    for code in reported_codes(reader, now):
        if not code.alarm:
            continue
        many = code.other_name + code.wrong_place + code.damaged
        due = code.last + LOOK_WITHIN
        title = ngettext("%(name)s: 1 khách báo mã sai", "%(name)s: %(n)s khách báo mã sai", many)
        made.append(
            QueueItem(
                title % {"name": code.venue_name, "n": number_words(many)},
                _("Có thể mã bị dán đè. Gọi người phụ trách hoặc đến xem."),
                due,
                url,
                Severity.LATE if due < now else Severity.NOW,
                _("Xem"),
            )
        )
    many, first = unconfirmed_count(reader)
    if many and first is not None:
        due = first + CONFIRM_WITHIN
        title = ngettext("1 địa điểm chờ xác nhận", "%(n)s địa điểm chờ xác nhận", many)
        made.append(
            QueueItem(
                title % {"n": number_words(many)},
                _("Người dân tự đăng ký. Xem tên và địa chỉ có thật không."),
                due,
                f"{url}#cho",
                Severity.LATE if due < now else Severity.PLAIN,
                _("Xác nhận"),
                many,
            )
        )
    return made
