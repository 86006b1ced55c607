"""Queue items of this room: each declaration to call for a commune, and where calls are late for a district or province."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import Scope, require_scope
from truyvet.core.registry import role_may
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.declarations.labels import DANGERS, reasons_words
from truyvet.declarations.permissions import HANDLE_DECLARATION
from truyvet.declarations.queries import late_communes, watch_list
from truyvet.web.display_format import number_words

MAX_QUEUE_ITEMS: Final = 30


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns what nobody has taken up yet, the most dangerous first; or one item for all that is late below the reader."""
    reader = require_scope(scope)
    return _each(reader, now) if role_may(reader.role, HANDLE_DECLARATION) else _late(reader, now)


def _each(scope: Scope, now: datetime) -> list[QueueItem]:
    first = watch_list(scope, now, view="waiting", size=MAX_QUEUE_ITEMS)
    items = [
        QueueItem(
            title=_("Tờ khai %(code)s: %(danger)s") % {"code": row.code, "danger": str(DANGERS[row.danger][0]).lower()},
            text=" · ".join(part for part in (row.commune, reasons_words(row.reasons)) if part),
            due=row.due_at,
            url=reverse("declarations:item", kwargs={"code": row.code}),
            severity=Severity.LATE if row.late else Severity.NOW if row.danger >= 3 else Severity.SOON,
            action=_("Nhận và gọi"),
        )
        for row in first.rows
    ]
    mine = watch_list(scope, now, view="mine", size=1)
    if mine.total:
        due = min(row.due_at for row in mine.rows)
        title = ngettext("1 tờ khai bạn đã nhận chưa xong", "%(n)s tờ khai bạn đã nhận chưa xong", mine.total)
        title %= {"n": number_words(mine.total)}
        severity = Severity.LATE if due <= now else Severity.NOW
        items.insert(0, QueueItem(title, "", due, f"{reverse('declarations:watch')}?loc=mine", severity, _("Gọi tiếp"), mine.total))
    more = first.total - len(first.rows)
    if more:
        title = ngettext("Còn 1 tờ khai nữa chưa ai nhận", "Còn %(n)s tờ khai nữa chưa ai nhận", more) % {"n": number_words(more)}
        items.append(QueueItem(title, "", None, f"{reverse('declarations:watch')}?loc=waiting", Severity.SOON, _("Xem danh sách"), more))
    return items


def _late(scope: Scope, now: datetime) -> list[QueueItem]:
    rows = late_communes(scope, now)
    if not rows:
        return []
    late = sum(row.late for row in rows)
    return [
        QueueItem(
            title=ngettext("1 tờ khai trễ giờ", "%(n)s tờ khai trễ giờ", late) % {"n": number_words(late)},
            text=", ".join(row.commune for row in rows[:5]),
            due=rows[0].since,
            url=reverse("declarations:late"),
            severity=Severity.LATE,
            action=_("Xem xã nào"),
            count=late,
        )
    ]
