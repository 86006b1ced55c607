"""What this room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, NextStep, PersonPart, QueueSource, Room
from truyvet.teams import data_export_labels, person, queue, retention
from truyvet.teams.labels import ACTION_NAMES
from truyvet.teams.permissions import PERMISSIONS, PLAN_ROUND, SEE_ROUNDS, WALK_ROUND

ROOM: Final = Room(
    name="teams",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Tổ cộng đồng"), "teams:list", SEE_ROUNDS.value, order=37, icon="home"),
        NavItem(_("Đi từng nhà"), "teams:walk", WALK_ROUND.value, order=5, icon="map"),
    ),
    next_steps=(NextStep(WALK_ROUND.value, "teams:walk", _("Đi từng nhà"), _("Nhận lượt hôm nay, đi không cần mạng."), order=10),),
    queue=(QueueSource(PLAN_ROUND.value, queue.read),),
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
