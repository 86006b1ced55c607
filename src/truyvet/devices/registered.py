"""What this room tells the house at start: days of deletion, its share of a person, its line in the navigation, its queue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import TRACE
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource
from truyvet.devices import data_export_labels, person, queue, retention
from truyvet.web.registry import register_nav, register_person_part, register_queue, register_retention

PART = PersonPart(
    room="devices",
    permission=TRACE.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=_("Mã máy đã công bố không mang tên ai; điện thoại khác đã tải về nên không rút lại được, và tự xóa sau 14 ngày."),
)
NAV = NavItem(label=_("Máy báo ở gần"), url_name="devices:matches", permission=TRACE.value, order=35, icon="bluetooth")
QUEUE = QueueSource(room="devices", permission=TRACE.value, read=queue.read)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_nav(NAV)
    register_queue(QUEUE)
