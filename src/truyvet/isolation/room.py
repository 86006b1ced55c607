"""What isolation tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.cases.page_parts import NEW_CASE_PART, PAGE_PART
from truyvet.cases.permissions import SEE_CASES
from truyvet.cases.queries.isolated_persons import ISOLATED_PERSONS
from truyvet.core.room_contract import Audience, NavItem, NextStep, PersonPart, QueueSource, Room
from truyvet.isolation import case_parts, data_export_labels, person, queries, queue, retention
from truyvet.isolation.labels import ORDER_ACTIONS
from truyvet.isolation.measures import MEASURES
from truyvet.isolation.permissions import PERMISSIONS, SEE_ORDERS
from truyvet.isolation.queries.orders_in_scope import under_order
from truyvet.isolation.rules.quarantine_lengths import load_lengths
from truyvet.people.values import PERSON_LINKS

ROOM: Final = Room(
    name="isolation",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Quyết định cách ly"), "isolation:orders", SEE_ORDERS.value, order=37, icon="home"),),
    next_steps=(
        NextStep(
            SEE_ORDERS.value, "isolation:orders", _("Xem quyết định cách ly"), _("Người đang cách ly ở địa bàn sẽ hiện ở đây."), order=60
        ),
    ),
    queue=(QueueSource(SEE_ORDERS.value, queue.read),),
    purposes={"order": _("Quyết định cách ly")},
    actions={"isolation.add": _("Nhập cách ly từ tệp"), **ORDER_ACTIONS},
    retention=retention.RULES,
    person=PersonPart(
        room="isolation",
        permission=SEE_CASES.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    answers={
        PAGE_PART: case_parts.case_page_part,
        NEW_CASE_PART: case_parts.NewCaseIsolation,
        ISOLATED_PERSONS: queries.isolated_persons,
        PERSON_LINKS: case_parts.order_link,
    },
    at_start=(load_lengths,),
    audiences=(Audience("under_order", _("Người đang có quyết định cách ly"), under_order),),
    measures=MEASURES,
)
