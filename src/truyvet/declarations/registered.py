"""What this room tells the house at start: deletion, its share of a person, the queue, its lines in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.audit.action_names import register_actions
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource
from truyvet.declarations import data_export_labels, person, queue, retention, risk
from truyvet.declarations.permissions import DECLARE_FOR
from truyvet.declarations.rules import forms
from truyvet.passes.permissions import SEE_DECLARATIONS
from truyvet.web.registry import register_citizen_nav, register_nav, register_person_part, register_queue, register_retention

SEE = SEE_DECLARATIONS.value

PART = PersonPart(
    room="declarations",
    permission=SEE,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=data_export_labels.KEPT,
)
NAV = (
    NavItem(label=_("Theo dõi khai báo"), url_name="declarations:watch", permission=SEE, order=15, icon="eye"),
    NavItem(label=_("Khai hộ"), url_name="declarations:team", permission=DECLARE_FOR.value, order=16, icon="edit"),
)
CITIZEN_NAV = NavItem(label=_("Khai báo"), url_name="declarations:choose", permission="", order=20, icon="edit")
QUEUE = QueueSource(room="declarations", permission=SEE, read=queue.read)

ACTIONS = {
    "declarations.declare": _("Nhận tờ khai"),
    "declarations.acknowledged": _("Nhận việc gọi một tờ khai"),
    "declarations.called": _("Ghi cuộc gọi về một tờ khai"),
    "declarations.closed": _("Ghi kết quả của một tờ khai"),
    "declarations.purge": _("Xóa tờ khai đã hết hạn"),
}


def register() -> None:
    """Called by AppConfig.ready(). A wrong form or a wrong file of risk areas stops the start, with all that is wrong."""
    forms.load()
    risk.in_force()
    register_retention(*retention.RULES)
    register_person_part(PART)
    register_queue(QUEUE)
    register_nav(*NAV)
    register_citizen_nav(CITIZEN_NAV)
    register_actions(ACTIONS)
