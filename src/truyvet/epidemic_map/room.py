"""What the room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, Room
from truyvet.epidemic_map.permissions import PERMISSIONS, SEE_MAP

ROOM: Final = Room(
    name="epidemic_map",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Bản đồ dịch"), "epidemic_map:staff", SEE_MAP.value, order=12, icon="map"),),
)
