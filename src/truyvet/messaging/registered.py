"""What this room tells the house at start. A text or a figure that cannot be used stops the start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.access.roles import Permission
from truyvet.messaging import retention, texts
from truyvet.web.registry import NavItem, register_nav, register_retention

NAV = NavItem(
    label=_("Hộp thư thử"),
    url_name="messaging:inbox",
    permission=Permission.SEE_INBOX.value,
    order=80,
    icon="message",
)


def register() -> None:
    """Called by AppConfig.ready()."""
    texts.templates()
    texts.delivery()
    register_retention(*retention.RULES)
    register_nav(NAV)
