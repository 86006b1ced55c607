"""What this room tells the house at start."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem
from truyvet.investigations.permissions import SEE_RUN
from truyvet.web.registry import register_nav

NAV = NavItem(label=_("Truy vết"), url_name="investigations:list", permission=SEE_RUN.value, order=30, icon="graph")


def register() -> None:
    """Called by AppConfig.ready()."""
    register_nav(NAV)
    if find_spec("truyvet.investigations.registered_more") is not None:
        import_module("truyvet.investigations.registered_more").register_more()
