"""What the room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.adoption import queue, retention
from truyvet.adoption.labels import ACTION_NAMES
from truyvet.adoption.permissions import PERMISSIONS, SEE_ADOPTION, SET_TARGET
from truyvet.core.room_contract import NavItem, NextStep, QueueSource, Room

ROOM: Final = Room(
    name="adoption",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Cài ứng dụng"), "adoption:table", SEE_ADOPTION.value, order=57, icon="graph"),),
    next_steps=(
        NextStep(
            SET_TARGET.value,
            "adoption:table",
            _("Xem tỷ lệ cài"),
            _("Xã chưa có số mới và danh sách nhóm chờ xem sẽ hiện ở đây."),
            order=25,
        ),
    ),
    queue=(QueueSource(SET_TARGET.value, queue.read),),
    retention=retention.RULES,
    actions=ACTION_NAMES,
)
