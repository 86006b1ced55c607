"""What this room tells the house at start: days of deletion, and its line in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem
from truyvet.exchange import connections, retention
from truyvet.exchange.permissions import IMPORT_RECORDS, SEE_CONNECTIONS
from truyvet.web.registry import register_nav, register_retention

NAV = NavItem(
    label=_("Nhập dữ liệu"),
    url_name="exchange:jobs",
    permission=IMPORT_RECORDS.value,
    order=70,
    icon="upload",
)

CONNECTIONS = NavItem(
    label=_("Kết nối"),
    url_name="exchange:connections",
    permission=SEE_CONNECTIONS.value,
    order=85,
    icon="swap",
)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    connections.load_adapters()
    register_nav(NAV, CONNECTIONS)
