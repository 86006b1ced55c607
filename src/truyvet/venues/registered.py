"""What this room tells the house at start: days of deletion, its share of a person, its line in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import TRACE
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource
from truyvet.venues import data_export_labels, person, queue, retention
from truyvet.venues.permissions import MANAGE_VENUES, SEE_VENUES
from truyvet.web.registry import register_citizen_nav, register_nav, register_person_part, register_queue, register_retention

PART = PersonPart(
    room="venues",
    permission=TRACE.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=data_export_labels.KEPT_NOTE,
)

NAV = NavItem(label=_("Địa điểm"), url_name="venues:list", permission=SEE_VENUES.value, order=50, icon="venue")

BEEN = NavItem(label=_("Nơi đã đến"), url_name="venues:been", permission="", order=30, icon="venue")
QUEUE = QueueSource(room="venues", permission=MANAGE_VENUES.value, read=queue.read)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_nav(NAV)
    register_citizen_nav(BEEN)
    register_queue(QUEUE)
