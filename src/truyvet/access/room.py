"""What staff accounts and their roles tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access import alarms, queue
from truyvet.access.labels import ACTION_NAMES
from truyvet.access.permissions import HOME, MANAGE_STAFF, PERMISSIONS, SEE_AUDIT
from truyvet.core.room_contract import NavItem, NextStep, QueueSource, Room

ROOM: Final = Room(
    name="access",
    permissions=PERMISSIONS,
    navigation=(
        NavItem(_("Cán bộ"), "access:staff", MANAGE_STAFF.value, order=80, icon="shield"),
        NavItem(_("Đơn vị hành chính"), "access:units", MANAGE_STAFF.value, order=82, icon="map"),
        NavItem(_("Nhật ký"), "access:audit_log", SEE_AUDIT.value, order=85, icon="book"),
        NavItem(_("Tài khoản của tôi"), "access:account", "", order=90, icon="key"),
    ),
    next_steps=(
        NextStep(
            SEE_AUDIT.value,
            "access:audit_log",
            _("Xem nhật ký"),
            _("Việc cần bạn sẽ hiện ở đây. Ai đã xem gì nằm trong nhật ký."),
            order=40,
        ),
        NextStep(
            MANAGE_STAFF.value,
            "access:staff",
            _("Xem cán bộ"),
            _("Việc cần bạn sẽ hiện ở đây. Tài khoản và vai trò nằm trong trang cán bộ."),
            order=50,
        ),
    ),
    queue=(QueueSource(MANAGE_STAFF.value, queue.requests_to_decide), QueueSource(HOME.value, queue.requests_about_oneself)),
    alarms=alarms.ALARMS,
    actions=ACTION_NAMES,
)
