"""What the doors of the daily report ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, Permission
from truyvet.core.role import Role

SEE_REPORTS: Final = Permission("see_reports", OFFICERS | {Role.CHAIR, Role.INFORMATION_DEPARTMENT}, needs_second_factor=True)
"""Reading the reports and sums of one's units: numbers, no person."""
FILL_REPORT: Final = Permission("fill_report", OFFICERS, needs_second_factor=True)
"""Submitting the report of a unit of one's area, and keeping its duty roster."""
CLOSE_REPORT: Final = Permission("close_report", frozenset({Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}), needs_second_factor=True)
"""Sending reports back, urging, closing a day."""
ASK_REPORT: Final = Permission("ask_report", frozenset({Role.PROVINCE_OFFICER}), needs_second_factor=True)
"""Deciding from when the province asks for reports, from whom besides the communes, and to whom they go."""

PERMISSIONS: Final = (SEE_REPORTS, FILL_REPORT, CLOSE_REPORT, ASK_REPORT)
