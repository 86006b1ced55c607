"""What this room counts by day and commune."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from truyvet.core.room_contract import Measure
from truyvet.people.queries.day_counts import count_accounts

MEASURES: Final = (Measure("people.accounts", _("Người có tài khoản"), count_accounts, standing=True),)
