"""This room's share of a person: what they were told. Never of which case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.audit.values import require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, TimelineEntry
from truyvet.notices.models import NoticeRecipient
from truyvet.people.queries import persons_in_scope


def timeline(scope: object, person_id: int) -> Sequence[TimelineEntry]:
    """Returns when the person was told, and when they opened it."""
    rows = NoticeRecipient.objects.filter(persons_in_scope(require_scope(scope), "person__"), person=person_id)
    entries, word = [], _("Thông báo")
    for row in rows:
        day = _("Về ngày %(day)s") % {"day": f"{LocalDay.of_second(row.start):%d/%m/%Y}"}
        entries.append(TimelineEntry(row.told_at, word, _("Được báo về nơi đã đến"), day, state="info", icon="message"))
        if row.opened_at:
            entries.append(TimelineEntry(row.opened_at, word, _("Đã mở thông báo"), day, icon="eye"))
    return entries


def export(scope: object, person_id: int) -> Sequence[Mapping[str, Fact]]:
    """Returns what the person was told, for their own copy: day and minutes."""
    rows = NoticeRecipient.objects.filter(persons_in_scope(require_scope(scope), "person__"), person=person_id).order_by("told_at", "pk")
    return [
        {
            "table": "notice", "day": LocalDay.of_second(row.start).isoformat(), "minutes": row.seconds // 60, "concerns": row.is_concerned,
            "told": row.told_at.isoformat(), "opened": row.opened_at.isoformat() if row.opened_at else None,
        }
        for row in rows
    ]  # fmt: skip


def erase(person_id: int, _now: datetime) -> int:
    """Deletes that the person was told; how many were told stays with the notice's steps."""
    return NoticeRecipient.objects.filter(person=person_id).delete()[0]
