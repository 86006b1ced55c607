"""What the indicators tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas.permissions import SEE_LEVELS
from truyvet.core.room_contract import NavItem, NextStep, Room
from truyvet.indicators.permissions import PERMISSIONS, SEE_INDICATORS

ROOM: Final = Room(
    name="indicators",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Tình hình"), "indicators:situation", SEE_INDICATORS.value, order=11, icon="eye"),
        NavItem(_("Chỉ số"), "indicators:trends", SEE_INDICATORS.value, order=12, icon="graph"),
        NavItem(_("Mức nguy cơ"), "indicators:levels", SEE_LEVELS.value, order=13, icon="shield"),
    ),
    next_steps=(
        NextStep(SEE_INDICATORS.value, "indicators:situation", _("Xem tình hình"), _("Tình hình hôm nay ở địa bàn của bạn."), order=90),
    ),
)
