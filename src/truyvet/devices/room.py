"""What encounters and the key server tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import TRACE
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.devices import data_export_labels, labels, person, queue, retention
from truyvet.devices.jobs import key_files

ROOM: Final = Room(
    name="devices",
    navigation=(NavItem(_("Máy báo ở gần"), "devices:matches", TRACE.value, order=35, icon="bluetooth"),),
    queue=(QueueSource(TRACE.value, queue.read),),
    jobs=key_files.JOBS,
    retention=retention.RULES,
    actions=labels.ACTION_NAMES,
    purposes=labels.PURPOSES,
    person=PersonPart(
        room="devices",
        permission=TRACE.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=_("Mã máy đã công bố không mang tên ai; điện thoại khác đã tải về nên không rút lại được, và tự xóa sau 14 ngày."),
    ),
)
