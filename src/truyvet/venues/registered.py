"""What this room tells the house at start: days of deletion, its share of a person, its line in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.access.roles import Permission
from truyvet.venues import person, retention
from truyvet.web.registry import NavItem, PersonPart, register_nav, register_person_part, register_retention

PART = PersonPart(
    room="venues",
    permission=Permission.TRACE.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
)

NAV = NavItem(
    label=_("Địa điểm"), url_name="venues:list", permission=Permission.SEE_VENUES.value, order=50, icon="venue"
)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_nav(NAV)
