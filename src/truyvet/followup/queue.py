"""What waits in this room: who must be called first, who is late, who told of symptoms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.audit.values import require_scope
from truyvet.core.room_contract import QueueItem, Severity
from truyvet.followup.queries import followed_counts, oldest_due
from truyvet.followup.queries.case_consequences import untold_by_case
from truyvet.web.display_format import number_words


def read(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for each kind of work that waits; two queries, however many persons are followed."""
    reader = require_scope(scope)
    counts, address, made = followed_counts(reader, now), reverse("followup:list"), []
    if counts["symptoms"]:
        title = ngettext("1 người đang theo dõi có triệu chứng", "%(n)s người đang theo dõi có triệu chứng", counts["symptoms"])
        made.append(_item(title, counts["symptoms"], _("Gọi ngay, cho xét nghiệm."), f"{address}?loc=symptoms", Severity.LATE, None))
    if counts["call_first"]:
        title = ngettext("1 người phải gọi trước", "%(n)s người phải gọi trước", counts["call_first"])
        due = oldest_due(reader, is_call_first=True)
        level = Severity.LATE if due and due < now else Severity.NOW
        text = _("Ca bệnh nêu tên, cùng nhà, hoặc tiếp xúc nhiều; chưa ai gặp được.")
        made.append(_item(title, counts["call_first"], text, reverse("followup:board"), level, due))
    if counts["late"]:
        title = ngettext("1 người theo dõi đã trễ", "%(n)s người theo dõi đã trễ", counts["late"])
        text = _("Chưa gọi, chưa hỏi sức khỏe hoặc chưa kết thúc đúng giờ.")
        made.append(_item(title, counts["late"], text, f"{address}?loc=late", Severity.NOW, None))
    if counts["support_needed"]:
        title = ngettext("1 người ở nhà cần hỗ trợ", "%(n)s người ở nhà cần hỗ trợ", counts["support_needed"])
        text = _("Thức ăn, thuốc, trông trẻ.")
        made.append(_item(title, counts["support_needed"], text, f"{address}?loc=support_needed", Severity.SOON, None))
    if counts["ready_for_release"]:
        title = ngettext("1 người có thể kết thúc theo dõi", "%(n)s người có thể kết thúc theo dõi", counts["ready_for_release"])
        text = _("Hết ngày, khỏe, báo đủ.")
        made.append(_item(title, counts["ready_for_release"], text, f"{address}?loc=ready_for_release", Severity.PLAIN, None))
    return made


def read_corrections(scope: object, now: datetime) -> Sequence[QueueItem]:
    """Returns one item for each case that stands no more while somebody who was called or written to is not told; one query."""
    text, made = _("Họ đã được gọi hoặc nhắn vì ca này."), []
    for case, n in untold_by_case(require_scope(scope)).items():
        title = ngettext(
            "Báo lại cho 1 người: ca %(case)s không còn đứng vững", "Báo lại cho %(n)s người: ca %(case)s không còn đứng vững", n
        )
        address = reverse("followup:of_case", kwargs={"case": case})
        made.append(QueueItem(title % {"n": number_words(n), "case": case}, text, None, address, Severity.NOW, _("Mở"), n))
    return made


def _item(title: str, count: int, text: str, url: str, severity: Severity, due: datetime | None) -> QueueItem:
    return QueueItem(title % {"n": number_words(count)}, text, due, url, severity, _("Mở"), count)
