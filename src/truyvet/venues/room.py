"""What the venues tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import TRACE
from truyvet.core.room_contract import NavItem, NextStep, PersonPart, QueueSource, Room
from truyvet.venues import data_export_labels, labels, person, queue, retention
from truyvet.venues.measures import MEASURES
from truyvet.venues.permissions import MANAGE_VENUES, PERMISSIONS, SEE_VENUES

ROOM: Final = Room(
    name="venues",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Địa điểm"), "venues:list", SEE_VENUES.value, order=50, icon="venue"),),
    citizen_navigation=(NavItem(_("Nơi đã đến"), "venues:visit_list", "", order=30, icon="venue"),),
    next_steps=(NextStep(SEE_VENUES.value, "venues:list", _("Xem địa điểm"), _("Việc cần bạn sẽ hiện ở đây."), order=60),),
    queue=(QueueSource(MANAGE_VENUES.value, queue.read),),
    retention=retention.RULES,
    actions=labels.ACTION_NAMES,
    purposes=labels.PURPOSES,
    person=PersonPart(
        room="venues",
        permission=TRACE.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT_NOTE,
    ),
    measures=MEASURES,
)
