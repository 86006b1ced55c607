"""What the doors of the campaigns ask for."""

from __future__ import annotations

from typing import Final

from truyvet.core.permission import Permission
from truyvet.core.role import Role

MAKE_MATERIAL: Final = Permission("make_material", frozenset({Role.INFORMATION_DEPARTMENT}))
PLAY_LOUDSPEAKER: Final = Permission(
    "play_loudspeaker", frozenset({Role.INFORMATION_DEPARTMENT, Role.COMMUNE_OFFICER, Role.COMMUNITY_TEAM})
)
"""Sees the turns of the own area and records that one was played."""

_APPROVERS: Final = frozenset({Role.PROVINCE_OFFICER})
SEE_CAMPAIGNS: Final = Permission("see_campaigns", _APPROVERS | {Role.INFORMATION_DEPARTMENT, Role.AUDITOR})
"""Sees numbers of recipients, never who they are."""
MAKE_CAMPAIGN: Final = Permission("make_campaign", frozenset({Role.INFORMATION_DEPARTMENT}))
APPROVE_CAMPAIGN: Final = Permission("approve_campaign", _APPROVERS)
"""The health department."""
RUN_CAMPAIGN: Final = Permission("run_campaign", _APPROVERS | {Role.INFORMATION_DEPARTMENT})
"""Pauses, resumes and stops: whoever sees harm first."""

SEE_ARRIVALS: Final = Permission(
    "see_arrivals", frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER, Role.AUDITOR})
)
CALL_ARRIVALS: Final = Permission("call_arrivals", frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}))

MANAGE_PARTNERS: Final = Permission("manage_partners", _APPROVERS, needs_second_factor=True)
"""Gives a company the key by which it tells of arrivals, and files that only it can open."""

PERMISSIONS: Final = (
    MAKE_MATERIAL, PLAY_LOUDSPEAKER, SEE_CAMPAIGNS, MAKE_CAMPAIGN, APPROVE_CAMPAIGN, RUN_CAMPAIGN, SEE_ARRIVALS, CALL_ARRIVALS,
    MANAGE_PARTNERS,
)  # fmt: skip
