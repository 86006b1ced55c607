"""What this room tells the house at start. A text or a figure that cannot be used stops the start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import NavItem, PersonPart
from truyvet.messaging import message_templates, person, retention
from truyvet.messaging.permissions import SEE_INBOX
from truyvet.web.registry import register_nav, register_person_part, register_retention

NAV = NavItem(
    label=_("Hộp thư thử"),
    url_name="messaging:inbox",
    permission=SEE_INBOX.value,
    order=80,
    icon="message",
)

PART = PersonPart(
    room="messaging",
    permission=SEE_INBOX.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=person.LABEL,
    words=person.WORDS,
)


def register() -> None:
    """Called by AppConfig.ready()."""
    message_templates.templates()
    message_templates.delivery_rule()
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_nav(NAV)
