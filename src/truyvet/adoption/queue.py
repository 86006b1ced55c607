"""What of adoption waits for the information department."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.adoption.queries.unit_figures import adoption_table
from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import QueueItem, Severity


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns the communes without a count on the newest report day, as one item. A constant number of statements."""
    table = adoption_table(require_scope(scope), LocalDay.of(now))
    late = len(table.late())
    if not late or table.report_day is None:
        return ()
    title = ngettext("1 xã chưa có số cài mới nhất", "%(n)s xã chưa có số cài mới nhất", late) % {"n": late}
    text = _("Lần báo gần nhất: %(day)s.") % {"day": table.report_day.strftime("%d/%m/%Y")}
    return (QueueItem(title, text, None, f"{reverse('adoption:table')}?sap=tre", Severity.SOON, _("Xem ai chậm")),)
