"""Roles, what each may do, and where each may be given. The permissions page of the docs is made from this."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """In which office somebody acts."""

    TRACER = "tracer"
    TRACING_LEAD = "tracing_lead"
    COMMUNE_OFFICER = "commune_officer"
    DISTRICT_OFFICER = "district_officer"
    PROVINCE_OFFICER = "province_officer"
    CHAIR = "chair"
    ENTERPRISE_OFFICER = "enterprise_officer"
    COMMUNITY_TEAM = "community_team"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that a door lets pass."""

    HOME = "home"
    SEE_CASES = "see_cases"
    ENTER_CASE = "enter_case"
    APPROVE_RESULT = "approve_result"
    TRACE = "trace"
    SEE_RUN = "see_run"
    DECIDE_CONTACT = "decide_contact"
    CHANGE_DEFINITION = "change_definition"
    EXPORT = "export"
    OPEN_NAMES = "open_names"
    SEE_OWN_RESIDENTS = "see_own_residents"
    SEE_PEOPLE = "see_people"
    MERGE_PEOPLE = "merge_people"
    IMPORT_RECORDS = "import_records"
    SEE_VENUES = "see_venues"
    MANAGE_VENUES = "manage_venues"
    SEE_DECLARATIONS = "see_declarations"
    HANDLE_DECLARATION = "handle_declaration"
    DECLARE_FOR = "declare_for"
    PRINT_CARD = "print_card"
    SEE_CONNECTIONS = "see_connections"
    SEE_INBOX = "see_inbox"
    SEE_AUDIT = "see_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_PLACES = "manage_places"


_P = Permission

_OFFICER = frozenset({_P.HOME, _P.SEE_CASES, _P.SEE_OWN_RESIDENTS, _P.SEE_PEOPLE, _P.OPEN_NAMES, _P.SEE_VENUES, _P.SEE_DECLARATIONS})

_TRACER = frozenset(
    {
        *(_P.HOME, _P.SEE_CASES, _P.ENTER_CASE, _P.TRACE, _P.SEE_RUN, _P.DECIDE_CONTACT, _P.OPEN_NAMES),
        *(_P.SEE_DECLARATIONS, _P.HANDLE_DECLARATION),
        *(_P.SEE_PEOPLE, _P.MERGE_PEOPLE, _P.IMPORT_RECORDS, _P.SEE_VENUES, _P.SEE_INBOX, _P.EXPORT, _P.CHANGE_DEFINITION),
    }
)

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.TRACER: _TRACER,
    Role.TRACING_LEAD: _TRACER | {_P.APPROVE_RESULT},
    Role.COMMUNE_OFFICER: _OFFICER | {_P.ENTER_CASE, _P.MANAGE_VENUES, _P.HANDLE_DECLARATION, _P.DECLARE_FOR, _P.PRINT_CARD},
    Role.DISTRICT_OFFICER: _OFFICER | {_P.ENTER_CASE, _P.SEE_RUN, _P.MANAGE_VENUES, _P.EXPORT},
    Role.PROVINCE_OFFICER: _OFFICER | {_P.SEE_RUN, _P.MANAGE_VENUES, _P.EXPORT, _P.SEE_CONNECTIONS},
    # The chair reads counts and states, never a name.
    Role.CHAIR: frozenset({_P.HOME, _P.SEE_CASES, _P.SEE_RUN, _P.SEE_VENUES}),
    Role.ENTERPRISE_OFFICER: frozenset({_P.HOME, _P.SEE_VENUES}),
    Role.COMMUNITY_TEAM: frozenset({_P.HOME, _P.DECLARE_FOR, _P.PRINT_CARD}),
    # Whoever checks and whoever gives out accounts reads no case and opens no name.
    Role.AUDITOR: frozenset({_P.HOME, _P.SEE_AUDIT}),
    Role.ADMIN: frozenset({_P.HOME, _P.MANAGE_STAFF, _P.MANAGE_PLACES, _P.SEE_INBOX, _P.SEE_CONNECTIONS}),
}

SENSITIVE: frozenset[Permission] = frozenset(
    {
        *(_P.OPEN_NAMES, _P.SEE_OWN_RESIDENTS, _P.MERGE_PEOPLE, _P.IMPORT_RECORDS, _P.EXPORT, _P.APPROVE_RESULT),
        *(_P.CHANGE_DEFINITION, _P.SEE_INBOX, _P.SEE_AUDIT, _P.MANAGE_STAFF, _P.MANAGE_PLACES),
    }
)
"""Who holds one of these signs in with a second factor."""

ALL_LEVELS = frozenset({"province", "district", "commune"})

ROLE_LEVELS: Mapping[Role, frozenset[str]] = {
    Role.COMMUNE_OFFICER: frozenset({"commune"}),
    Role.DISTRICT_OFFICER: frozenset({"district"}),
    Role.PROVINCE_OFFICER: frozenset({"province"}),
    # The audit and the accounts belong to the whole installation.
    Role.AUDITOR: frozenset({"province"}),
    Role.ADMIN: frozenset({"province"}),
}
"""Levels of the unit with which a role may be given; a role that is not named here may be given at any level."""


def may(role: Role | str, permission: Permission) -> bool:
    """Whether a role carries a permission; an unknown role carries none."""
    try:
        return permission in ROLE_PERMISSIONS[Role(role)]
    except ValueError:
        return False


def second_factor(role: Role) -> bool:
    """Whether holders of this role must have a second factor."""
    return bool(ROLE_PERMISSIONS[role] & SENSITIVE)


def fits(role: Role, level: str) -> bool:
    """Whether a role may be given with a unit of this level ("province", "district", "commune")."""
    return level in ROLE_LEVELS.get(role, ALL_LEVELS)
