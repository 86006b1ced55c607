"""What this room tells the house at start: days of deletion, its share of a person, the citizen's and the staff's lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from truyvet.core.room_contract import NavItem, PersonPart
from truyvet.passes import data_export_labels, person, retention
from truyvet.passes.permissions import PRINT_CARD, SEE_DECLARATIONS
from truyvet.web.registry import register_citizen_nav, register_nav, register_person_part, register_retention

PART = PersonPart(
    room="passes",
    permission=SEE_DECLARATIONS.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=data_export_labels.KEPT,
    stop=person.stop,
)

CITIZEN_NAV = NavItem(label=pgettext_lazy("mã vào cổng", "Mã"), url_name="passes:home", permission="", order=10, icon="qr")
NAV = NavItem(label=_("Thẻ giấy"), url_name="passes:cards", permission=PRINT_CARD.value, order=46, icon="print")


def register() -> None:
    """Called by AppConfig.ready()."""
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_citizen_nav(CITIZEN_NAV)
    register_nav(NAV)
