"""The rest of what this room tells the house: its queue, its days of deletion, its share of a person, three lines of the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import HOME, TRACE
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource
from truyvet.devices.confirmed_contacts import register_contacts
from truyvet.investigations import data_export_labels, person, queue, retention
from truyvet.investigations.confirmed_contacts import confirmed_contacts
from truyvet.investigations.permissions import DECIDE_CONTACT, SEE_OWN_RESIDENTS, SEE_RUN
from truyvet.web.registry import register_nav, register_person_part, register_queue, register_retention

PART = PersonPart(
    room="investigations",
    permission=SEE_RUN.value,
    timeline=person.timeline,
    export=person.export,
    erase=person.erase,
    label=data_export_labels.LABEL,
    words=data_export_labels.WORDS,
    kept=data_export_labels.KEPT,
)

NAV = (
    NavItem(_("Việc cần làm"), "investigations:home", HOME.value, order=10, icon="home"),
    NavItem(_("Nguồn chung"), "investigations:shared", TRACE.value, order=32, icon="swap"),
    NavItem(_("Người cần theo dõi"), "investigations:residents", SEE_OWN_RESIDENTS.value, order=35, icon="people"),
)

QUEUES = (
    QueueSource("investigations", DECIDE_CONTACT.value, queue.read),
    QueueSource("investigations.residents", SEE_OWN_RESIDENTS.value, queue.read_residents),
)


def register_more() -> None:
    """Called by registered.register()."""
    register_contacts("investigations", confirmed_contacts)
    register_nav(*NAV)
    register_retention(*retention.RULES)
    register_person_part(PART)
    for source in QUEUES:
        register_queue(source)
