"""What the imports and the connections tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, Room
from truyvet.exchange import connections, retention
from truyvet.exchange.permissions import IMPORT_RECORDS, PERMISSIONS, SEE_CONNECTIONS

ROOM: Final = Room(
    name="exchange",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Nhập dữ liệu"), "exchange:jobs", IMPORT_RECORDS.value, order=70, icon="upload"),
        NavItem(_("Kết nối"), "exchange:connections", SEE_CONNECTIONS.value, order=85, icon="swap"),
    ),
    retention=retention.RULES,
    at_start=(connections.load_adapters,),
)
