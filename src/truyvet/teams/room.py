"""What this room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import PersonPart, Room
from truyvet.teams import data_export_labels, person, retention
from truyvet.teams.labels import ACTION_NAMES
from truyvet.teams.permissions import PERMISSIONS, SEE_ROUNDS

ROOM: Final = Room(
    name="teams",
    permissions=PERMISSIONS,
    retention=retention.RULES,
    person=PersonPart(
        room="teams",
        permission=SEE_ROUNDS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    actions=ACTION_NAMES,
    purposes={"round": _("Tổ cộng đồng đi từng nhà"), "teams": _("Chuyển kết quả của tổ cộng đồng")},
)
