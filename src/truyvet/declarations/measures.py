"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.declarations.queries.day_counts import count_declared

MEASURES: Final = (Measure("declarations.declared", _("Tờ khai y tế"), count_declared, persons=False, looks_back=2),)
