"""What this room counts by day and commune."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.audit.values import Scope
from truyvet.core.day_count import DayCounts
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Measure
from truyvet.laboratory.queries.test_orders import DayFigures, day_figures


def _count(scope: Scope, first: date, last: date, figure: str) -> DayCounts:
    found: dict[tuple[int | None, date], DayFigures] = day_figures(scope, first, last)
    return {(LocalDay.of_date(day), unit): n for (unit, day), each in found.items() if (n := getattr(each, figure))}


MEASURES: Final = (
    Measure("laboratory.sampled", _("Mẫu đã lấy"), lambda scope, first, last: _count(scope, first, last, "taken"), persons=False),
    Measure("laboratory.positive", _("Mẫu dương tính"), lambda scope, first, last: _count(scope, first, last, "positive")),
)
