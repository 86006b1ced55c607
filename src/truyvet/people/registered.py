"""What this room tells the house at start: days of deletion, its share of a person, its line in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.audit.action_names import register_actions
from truyvet.core.room_contract import NavItem, PersonPart
from truyvet.people import labels, person, retention
from truyvet.people.permissions import SEE_PEOPLE
from truyvet.people.rules import consents
from truyvet.web.registry import register_citizen_nav, register_nav, register_person_part, register_retention

PART = PersonPart(
    room="people",
    permission=SEE_PEOPLE.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=labels.LABEL,
    words=labels.WORDS,
    kept=labels.KEPT,
)

NAV = NavItem(
    label=_("Con người"),
    url_name="people:find",
    permission=SEE_PEOPLE.value,
    order=40,
    icon="people",
)

MINE = NavItem(label=_("Của tôi"), url_name="people:me", permission="", order=40, icon="person")


def register() -> None:
    """Called by AppConfig.ready(). A consent text that cannot be used stops the start."""
    consents.consent_texts()
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_nav(NAV)
    register_citizen_nav(MINE)
    register_actions(labels.ACTION_LABELS)
