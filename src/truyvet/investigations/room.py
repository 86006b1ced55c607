"""What the trace runs tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import SEE_RUN, TRACE
from truyvet.cases.page_parts import PAGE_PART
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.investigations import alarms, case_parts, data_export_labels, person, queue, retention
from truyvet.investigations.confirmed_contacts import confirmed_contacts
from truyvet.investigations.jobs import trace_runs
from truyvet.investigations.labels import ACTION_NAMES
from truyvet.investigations.measures import MEASURES
from truyvet.investigations.permissions import DECIDE_CONTACT, FIND_PLACES, PERMISSIONS
from truyvet.investigations.rules.investigation_form import load_forms

ROOM: Final = Room(
    name="investigations",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Truy vết"), "investigations:list", SEE_RUN.value, order=30, icon="graph"),
        NavItem(_("Nguồn chung"), "investigations:shared", TRACE.value, order=32, icon="swap"),
    ),
    queue=(QueueSource(DECIDE_CONTACT.value, queue.read), QueueSource(FIND_PLACES.value, queue.read_places)),
    jobs=trace_runs.JOBS,
    alarms=alarms.ALARMS,
    retention=retention.RULES,
    person=PersonPart(
        room="investigations",
        permission=SEE_RUN.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    actions=ACTION_NAMES,
    purposes={"residents": _("Theo dõi người ở địa bàn")},
    answers={"confirmed_contacts": confirmed_contacts, PAGE_PART: case_parts.case_page_part},
    at_start=(load_forms,),
    measures=MEASURES,
)
