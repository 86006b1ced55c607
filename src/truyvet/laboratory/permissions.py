"""What the doors of the laboratory room ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import OFFICERS, TRACERS, Permission
from truyvet.core.role import Role

SEE_TESTS: Final = Permission("see_tests", OFFICERS | TRACERS)
ORDER_TESTS: Final = Permission("order_tests", TRACERS | {Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER})
TAKE_SAMPLES: Final = Permission("take_samples", frozenset({Role.COMMUNITY_TEAM, Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER}))
ENTER_LAB_RESULT: Final = Permission("enter_lab_result", OFFICERS)
RESOLVE_LAB_RESULTS: Final = Permission("resolve_lab_results", frozenset({Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}))

PERMISSIONS: Final = (SEE_TESTS, ORDER_TESTS, TAKE_SAMPLES, ENTER_LAB_RESULT, RESOLVE_LAB_RESULTS)
