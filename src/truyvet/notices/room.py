"""What the notices tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.cases.page_parts import PAGE_PART
from truyvet.core.room_contract import NavItem, PersonPart, QueueSource, Room
from truyvet.notices import labels, page_parts, person, queue, retention
from truyvet.notices.jobs import texts
from truyvet.notices.permissions import DECIDE_NOTICES, PERMISSIONS, SEE_NOTICES

ROOM: Final = Room(
    name="notices",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Báo tin nơi đã đến"), "notices:list", SEE_NOTICES.value, order=34, icon="message"),),
    citizen_navigation=(NavItem(_("Thông báo"), "notices:own", "", order=35, icon="message"),),
    queue=(QueueSource(DECIDE_NOTICES.value, queue.read),),
    jobs=texts.JOBS,
    retention=retention.RULES,
    person=PersonPart(
        room="notices", permission=SEE_NOTICES.value, timeline=person.timeline, export=person.export, erase=person.erase,
        label=labels.EXPORT_LABEL, words=labels.EXPORT_WORDS, kept=labels.EXPORT_KEPT,
    ),
    actions=labels.ACTION_NAMES,
    answers={PAGE_PART: page_parts.case_page_part, "venue_home_part": page_parts.venue_home_part},
)  # fmt: skip
