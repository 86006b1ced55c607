"""What can be the matter with the areas: the province's own file is wrong or gone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.areas import risk_file
from truyvet.core.alarm import AlarmKind


def wrong_file(_now: datetime) -> str:
    """Returns what is wrong with the file of risk areas, or ""."""
    return risk_file.file_problem()


ALARMS: Final = (AlarmKind("areas.file_wrong", _("Tệp vùng nguy cơ có lỗi"), "risk-areas-file-wrong", wrong_file),)
