"""What the follow-up tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import SEE_RUN
from truyvet.cases.page_parts import PAGE_PART
from truyvet.core.room_contract import Audience, NavItem, NextStep, PersonPart, QueueSource, Room
from truyvet.followup import data_export_labels, person, queue, retention
from truyvet.followup.jobs import take_over
from truyvet.followup.labels import ACTION_NAMES
from truyvet.followup.measures import MEASURES
from truyvet.followup.page_parts import case_page_part
from truyvet.followup.permissions import FOLLOW_UP, PERMISSIONS, SEE_FOLLOWED
from truyvet.followup.queries import order_facts
from truyvet.followup.queries.followed_persons import answered_since, check_overdue
from truyvet.followup.rules.follow_up_rule import follow_up_table
from truyvet.isolation.queries.person_facts import LAST_EXPOSURE, LOOKS_AFTER, RELEASE_FACTS

ROOM: Final = Room(
    name="followup",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Người cần theo dõi"), "followup:list", SEE_FOLLOWED.value, order=35, icon="people"),
        NavItem(_("Bảng gọi"), "followup:board", FOLLOW_UP.value, order=36, icon="phone"),
    ),
    next_steps=(
        NextStep(
            SEE_FOLLOWED.value,
            "followup:list",
            _("Xem người cần theo dõi"),
            _("Người ở địa bàn cần theo dõi sẽ hiện ở đây."),
            order=20,
        ),
    ),
    queue=(QueueSource(SEE_FOLLOWED.value, queue.read), QueueSource(SEE_RUN.value, queue.read_corrections)),
    jobs=take_over.JOBS,
    retention=retention.RULES,
    person=PersonPart(
        room="followup",
        permission=SEE_FOLLOWED.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
        kept=data_export_labels.KEPT,
    ),
    actions=ACTION_NAMES,
    answers={
        LAST_EXPOSURE: order_facts.last_exposure,
        RELEASE_FACTS: order_facts.release_facts,
        LOOKS_AFTER: order_facts.looks_after,
        PAGE_PART: case_page_part,
    },
    purposes=dict.fromkeys(("followup", "followed", "check_link"), _("Theo dõi sức khỏe sau tiếp xúc")),
    at_start=(follow_up_table,),
    audiences=(Audience("check_overdue", _("Người đang theo dõi chưa báo sức khỏe hôm nay"), check_overdue, acted=answered_since),),
    measures=MEASURES,
)
