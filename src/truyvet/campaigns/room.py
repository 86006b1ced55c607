"""What the campaigns tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns import retention
from truyvet.campaigns.labels import ACTION_NAMES
from truyvet.campaigns.permissions import MAKE_MATERIAL, PERMISSIONS, PLAY_LOUDSPEAKER
from truyvet.campaigns.rules.spoken_text import reading_rates
from truyvet.core.room_contract import NavItem, Room

ROOM: Final = Room(
    name="campaigns",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Truyền thông"), "campaigns:list", MAKE_MATERIAL.value, order=60, icon="message"),
        NavItem(_("Lịch loa"), "campaigns:turns", PLAY_LOUDSPEAKER.value, order=62, icon="calendar"),
    ),
    retention=retention.RULES,
    actions=ACTION_NAMES,
    at_start=(reading_rates,),
)
