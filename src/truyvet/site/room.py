"""What the top of the house adds itself: the first page of the staff."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.access.permissions import HOME
from truyvet.core.room_contract import NavItem, Room
from truyvet.site.alarm_kinds import ALARMS
from truyvet.site.jobs import JOBS

ROOM: Final = Room(
    name="site",
    navigation=(NavItem(_("Việc cần làm"), "home", HOME.value, order=10, icon="home"),),
    jobs=JOBS,
    alarms=ALARMS,
)
