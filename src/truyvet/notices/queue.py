"""What waits in this room: cases of which nobody decided, notices for a second tracer, persons told of a case that stands no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.notices.queries.notices import told_of_withdrawn_cases, waiting_notices
from truyvet.notices.queries.persons_to_tell import undecided_cases
from truyvet.web.display_format import number_words

AGREE_WITHIN: Final = timedelta(hours=2)
"""Ours, not official: until then nobody who was there knows."""


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for each kind of work, and one for each case that stands no more. Six statements."""
    reader, made = require_scope(scope), []
    for case, (told, _codes) in told_of_withdrawn_cases(reader).items():
        title = _("Ca %(code)s không còn là ca bệnh: %(n)s người đã được báo") % {"code": case, "n": number_words(told)}
        url = reverse("notices:case", kwargs={"case": case})
        made.append(
            QueueItem(title, _("Báo lại cho họ rằng thông báo trước không còn đúng."), None, url, Severity.LATE, _("Báo lại"), told)
        )
    waiting = list(waiting_notices(reader).values_list("code", "decided_at"))
    if waiting:
        code, since = waiting[0]
        title = ngettext("1 thông báo chờ người thứ hai đồng ý", "%(n)s thông báo chờ người thứ hai đồng ý", len(waiting))
        due = since + AGREE_WITHIN
        url = reverse("notices:notice", kwargs={"code": code})
        level = Severity.LATE if due < now else Severity.NOW
        text = _("Cho đến khi có người thứ hai đồng ý, chưa ai ở đó được báo.")
        made.append(QueueItem(title % {"n": number_words(len(waiting))}, text, due, url, level, _("Xem"), len(waiting)))
    undecided = undecided_cases(reader, now)
    if undecided:
        title = ngettext("1 ca có nơi đã đến mà chưa ai quyết định báo", "%(n)s ca có nơi đã đến mà chưa ai quyết định báo", len(undecided))
        url = reverse("notices:case", kwargs={"case": undecided[0]})
        text = _("Lâu nhất: ca %(code)s.") % {"code": undecided[0]}
        made.append(QueueItem(title % {"n": number_words(len(undecided))}, text, None, url, Severity.NOW, _("Quyết định"), len(undecided)))
    return made
