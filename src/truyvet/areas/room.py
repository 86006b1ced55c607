"""What the areas tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas import risk_file
from truyvet.areas.labels import ACTION_NAMES
from truyvet.areas.permissions import MANAGE_STATIONS, PERMISSIONS
from truyvet.areas.rules.call_numbers import call_lines
from truyvet.areas.rules.risk_rules import risk_rule_sets
from truyvet.core.alarm import AlarmKind
from truyvet.core.room_contract import NavItem, Room

FILE_WRONG: Final = AlarmKind(
    "areas.file_wrong", _("Tệp vùng nguy cơ có lỗi"), "risk-areas-file-wrong", lambda _now: risk_file.file_problem()
)
ROOM: Final = Room(
    name="areas",
    permissions=PERMISSIONS,
    navigation=(NavItem(_("Số trạm y tế"), "areas:stations", MANAGE_STATIONS.value, order=64, icon="phone"),),
    actions=ACTION_NAMES,
    alarms=(FILE_WRONG,),
    at_start=(risk_file.load, call_lines, risk_rule_sets),
)
