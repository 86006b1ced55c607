"""What the imports and the connections tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, Room
from truyvet.exchange import connections, labels, retention
from truyvet.exchange.jobs import uploads
from truyvet.exchange.permissions import PERMISSIONS, SEE_CONNECTIONS, SEE_IMPORTS

ROOM: Final = Room(
    name="exchange",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Nhập dữ liệu"), "exchange:jobs", SEE_IMPORTS.value, order=70, icon="upload"),
        NavItem(_("Kết nối"), "exchange:connections", SEE_CONNECTIONS.value, order=85, icon="swap"),
    ),
    jobs=uploads.JOBS,
    retention=retention.RULES,
    actions=labels.ACTION_NAMES,
    purposes=labels.PURPOSES,
    at_start=(connections.load_adapters,),
)
