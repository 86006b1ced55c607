"""What waits in this room: samples to take, late and contradictory results, results whose sample nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.laboratory.queries import count_test_orders, unresolved_results
from truyvet.laboratory.rules.results import words
from truyvet.web.display_format import number_words


def sampling(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns how many samples are to be taken by today."""
    counts = count_test_orders(require_scope(scope), require_scope(scope).on, with_done=False)
    if not counts["due"]:
        return ()
    level = Severity.LATE if counts["overdue"] else Severity.NOW
    text = _("%(n)s đã quá ngày.") % {"n": number_words(counts["overdue"])} if counts["overdue"] else _("In nhãn trước, rồi quét khi lấy.")
    title = ngettext("1 mẫu xét nghiệm phải lấy", "%(n)s mẫu xét nghiệm phải lấy", counts["due"])
    return (_item(title, counts["due"], text, reverse("laboratory:take"), level),)


def results(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns how many results contradict each other and how many are late."""
    reader = require_scope(scope)
    counts, made = count_test_orders(reader, reader.on, now - timedelta(hours=words().late_result_hours), with_done=False), []
    if counts["conflict"]:
        title = ngettext("1 mẫu có kết quả trái nhau", "%(n)s mẫu có kết quả trái nhau", counts["conflict"])
        made.append(
            _item(title, counts["conflict"], _("Hỏi phòng xét nghiệm rồi đính chính kết quả sai."), _list("conflict"), Severity.LATE)
        )
    if counts["late"]:
        title = ngettext("1 mẫu chưa có kết quả, đã trễ", "%(n)s mẫu chưa có kết quả, đã trễ", counts["late"])
        made.append(_item(title, counts["late"], _("Gọi phòng xét nghiệm, mẫu cũ nhất trước."), _list("late"), Severity.NOW))
    return made


def unresolved(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns how many results of files wait for their sample."""
    count = unresolved_results(require_scope(scope)).count()
    if not count:
        return ()
    title = ngettext("1 kết quả chưa rõ của ai", "%(n)s kết quả chưa rõ của ai", count)
    text = _("Trong đó có thể có người dương tính mà chưa ai biết.")
    return (_item(title, count, text, reverse("laboratory:unresolved"), Severity.LATE),)


def _list(state: str) -> str:
    return f"{reverse('laboratory:orders')}?loc={state}"


def _item(title: str, count: int, text: str, url: str, severity: Severity) -> QueueItem:
    return QueueItem(title % {"n": number_words(count)}, text, None, url, severity, _("Mở"), count)
