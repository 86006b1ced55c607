"""What this room tells the house at start: deletion, its share of a person, the queue, its line in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.cases import data_export_labels, person, queue, retention
from truyvet.cases.permissions import APPROVE_RESULT, SEE_CASES
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource
from truyvet.web.registry import register_nav, register_person_part, register_queue, register_retention

PART = PersonPart(
    room="cases",
    permission=SEE_CASES.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=data_export_labels.KEPT,
)

NAV = NavItem(label=_("Ca bệnh"), url_name="cases:list", permission=SEE_CASES.value, order=20, icon="case")

QUEUE = QueueSource(room="cases", permission=APPROVE_RESULT.value, read=queue.read)


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_queue(QUEUE)
    register_nav(NAV)
