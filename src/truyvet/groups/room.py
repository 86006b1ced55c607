"""What the room tells the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Audience, NavItem, PersonPart, QueueSource, Room
from truyvet.groups import data_export_labels, person, queue, retention
from truyvet.groups.audiences import NAMED_AUDIENCE, audience_of_group, gap_audience
from truyvet.groups.jobs import member_matches
from truyvet.groups.labels import ACTION_NAMES
from truyvet.groups.permissions import KEEP_GROUPS, PERMISSIONS, SEE_GROUPS
from truyvet.groups.queries.computed_groups import to_test_not_installed, under_order_not_installed
from truyvet.groups.queries.gaps import has_installed
from truyvet.groups.rules.roster_kinds import RosterKind
from truyvet.groups.views.own_groups import own_link
from truyvet.people.values import OWN_LINK

ROOM: Final = Room(
    name="groups",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Nhóm bắt buộc"), "groups:list", SEE_GROUPS.value, order=58, icon="people"),),
    queue=(QueueSource(KEEP_GROUPS.value, queue.read),),
    jobs=member_matches.JOBS,
    retention=retention.RULES,
    person=PersonPart(
        room="groups",
        permission=SEE_GROUPS.value,
        timeline=person.timeline,
        export=person.export,
        erase=person.erase,
        label=data_export_labels.LABEL,
        words=data_export_labels.WORDS,
    ),
    actions=ACTION_NAMES,
    purposes={
        "group": _("Danh sách chưa cài, chưa khai báo của nhóm"),
        "groups": _("Danh sách nhóm"),
        "task:group_member": _("Tìm xem thành viên của nhóm là ai"),
    },
    answers={NAMED_AUDIENCE: audience_of_group, OWN_LINK: own_link},
    audiences=(
        Audience(
            "gap_officials", _("Cán bộ chưa cài ứng dụng"), gap_audience(RosterKind.OFFICIALS, RosterKind.RELATIVES), acted=has_installed
        ),
        Audience("gap_workers", _("Công nhân chưa cài ứng dụng"), gap_audience(RosterKind.WORKERS), acted=has_installed),
        Audience(
            "gap_schools", _("Học sinh, giáo viên chưa cài ứng dụng"), gap_audience(RosterKind.PUPILS, RosterKind.TEACHERS),
            acted=has_installed,
        ),
        Audience("gap_patients", _("Bệnh nhân chưa cài ứng dụng"), gap_audience(RosterKind.PATIENTS), acted=has_installed),
        Audience("gap_under_order", _("Người đang cách ly chưa cài ứng dụng"), under_order_not_installed, acted=has_installed),
        Audience("gap_to_test", _("Người chờ xét nghiệm chưa cài ứng dụng"), to_test_not_installed, acted=has_installed),
    ),
)  # fmt: skip
