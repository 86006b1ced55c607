"""What the areas tell the house."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas import risk_file
from truyvet.core.alarm import AlarmKind
from truyvet.core.room_contract import Room

FILE_WRONG: Final = AlarmKind(
    "areas.file_wrong", _("Tệp vùng nguy cơ có lỗi"), "risk-areas-file-wrong", lambda _now: risk_file.file_problem()
)
ROOM: Final = Room(name="areas", alarms=(FILE_WRONG,), at_start=(risk_file.load,))
