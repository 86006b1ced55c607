"""In which office a member of staff acts, and at which level of the administration the office exists."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """An office. What it may do is said by the permissions of the rooms."""

    TRACER = "tracer"
    TRACING_LEAD = "tracing_lead"
    COMMUNE_OFFICER = "commune_officer"
    DISTRICT_OFFICER = "district_officer"
    PROVINCE_OFFICER = "province_officer"
    CHAIR = "chair"
    INFORMATION_DEPARTMENT = "information_department"
    ENTERPRISE_OFFICER = "enterprise_officer"
    COMMUNITY_TEAM = "community_team"
    AUDITOR = "auditor"
    ADMIN = "admin"


ALL_LEVELS: Final = frozenset({"province", "district", "commune"})

ROLE_LEVELS: Final[Mapping[Role, frozenset[str]]] = {
    Role.COMMUNE_OFFICER: frozenset({"commune"}),
    Role.DISTRICT_OFFICER: frozenset({"district"}),
    Role.PROVINCE_OFFICER: frozenset({"province"}),
    Role.INFORMATION_DEPARTMENT: frozenset({"province"}),
    # The audit and the accounts belong to the whole installation.
    Role.AUDITOR: frozenset({"province"}),
    Role.ADMIN: frozenset({"province"}),
}
"""Levels of the unit with which a role may be given; a role that is not named here may be given at any level."""


def fits_level(role: Role, level: str) -> bool:
    """Whether a role may be given with a unit of this level ("province", "district", "commune")."""
    return level in ROLE_LEVELS.get(role, ALL_LEVELS)
