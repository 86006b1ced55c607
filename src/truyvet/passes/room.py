"""What passes and cards tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from truyvet.core.room_contract import NavItem, PersonPart, Room
from truyvet.passes import data_export_labels, labels, person, retention
from truyvet.passes.permissions import PERMISSIONS, PRINT_CARD, SEE_DECLARATIONS

ROOM: Final = Room(
    name="passes",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Thẻ giấy"), "passes:cards", PRINT_CARD.value, order=46, icon="print"),),
    citizen_navigation=(NavItem(pgettext_lazy("mã vào cổng", "Mã"), "passes:home", "", order=10, icon="qr"),),
    retention=retention.RULES,
    actions=labels.ACTION_NAMES,
    person=PersonPart(
        room="passes",
        permission=SEE_DECLARATIONS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
        stop=person.stop,
    ),
)
