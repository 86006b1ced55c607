"""What the campaigns tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.campaigns import data_export_labels, person, queue, retention
from truyvet.campaigns.jobs import arrivals, campaigns
from truyvet.campaigns.labels import ACTION_NAMES
from truyvet.campaigns.permissions import (
    APPROVE_CAMPAIGN,
    MAKE_MATERIAL,
    MANAGE_PARTNERS,
    PERMISSIONS,
    PLAY_LOUDSPEAKER,
    SEE_ARRIVALS,
    SEE_CAMPAIGNS,
)
from truyvet.campaigns.queries.arrivals import looks_after
from truyvet.campaigns.rules.arrival_rule import arrival_rules
from truyvet.campaigns.rules.pace import sending_figures
from truyvet.campaigns.rules.spoken_text import reading_rates
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.isolation.queries.person_facts import LOOKS_AFTER

ROOM: Final = Room(
    name="campaigns",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Truyền thông"), "campaigns:list", MAKE_MATERIAL.value, order=60, icon="message"),
        NavItem(_("Đợt nhắn tin"), "campaigns:campaigns", SEE_CAMPAIGNS.value, order=61, icon="phone"),
        NavItem(_("Người mới đến"), "campaigns:arrivals", SEE_ARRIVALS.value, order=38, icon="bus"),
        NavItem(_("Đối tác"), "campaigns:partners", MANAGE_PARTNERS.value, order=63, icon="people"),
        NavItem(_("Lịch loa"), "campaigns:turns", PLAY_LOUDSPEAKER.value, order=62, icon="calendar"),
    ),
    queue=(QueueSource(APPROVE_CAMPAIGN.value, queue.read), QueueSource(SEE_ARRIVALS.value, queue.read_arrivals)),
    jobs=(*campaigns.JOBS, *arrivals.JOBS),
    person=PersonPart(
        room="campaigns",
        permission=SEE_CAMPAIGNS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
    ),
    purposes={"campaign": _("Đợt nhắn tin"), "arrivals": _("Gọi người mới đến"), "arrival": _("Gọi người mới đến")},
    retention=retention.RULES,
    actions=ACTION_NAMES,
    answers={LOOKS_AFTER: looks_after},
    at_start=(arrival_rules, reading_rates, sending_figures),
)
