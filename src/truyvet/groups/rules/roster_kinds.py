"""The groups that both directives oblige to take part, and the organisations that keep their rosters."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from truyvet.core.opaque_code import SPOKEN, CodeShape
from truyvet.core.refusal import Refused


class RosterKind(StrEnum):
    """Which of the obliged groups it is (Bắc Giang 09/CT-UBND; Bình Dương, February 2021)."""

    OFFICIALS = "officials"
    WORKERS = "workers"
    PUPILS = "pupils"
    TEACHERS = "teachers"
    RELATIVES = "relatives"
    PATIENTS = "patients"
    UNDER_ORDER = "under_order"
    TO_TEST = "to_test"


class OrganisationKind(StrEnum):
    """What kind of organisation keeps a roster."""

    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    FACILITY = "facility"


ROSTER_KINDS: Final = tuple(kind for kind in RosterKind if kind not in (RosterKind.UNDER_ORDER, RosterKind.TO_TEST))
"""Those that come as lists. The other two are computed: other rooms know who is under an order and who is to be tested."""
ORGANISATION_OF: Final[Mapping[RosterKind, OrganisationKind]] = {
    RosterKind.OFFICIALS: OrganisationKind.AGENCY,
    RosterKind.RELATIVES: OrganisationKind.AGENCY,
    RosterKind.WORKERS: OrganisationKind.ENTERPRISE,
    RosterKind.PUPILS: OrganisationKind.SCHOOL,
    RosterKind.TEACHERS: OrganisationKind.SCHOOL,
    RosterKind.PATIENTS: OrganisationKind.FACILITY,
}
WITH_RELATIVES: Final = frozenset({RosterKind.OFFICIALS, RosterKind.PUPILS, RosterKind.TEACHERS})
"""Whose relatives the directives name; workers' are not named."""
POSITIONS: Final = ("line", "shift", "table", "room", "class_name", "coach", "dormitory")
"""What people of a roster may share. A trace of a factory or a school asks for it."""
GROUP_CODE: Final = CodeShape(8, SPOKEN)
MAX_RELATIVES: Final = 10
"""Ours: more than live in one house; a slip of a program must not fill a roster."""


class GroupAbsent(LookupError):
    """No such group or member in reach; one outside the scope is answered in the same way."""


class GroupRefused(Refused):
    """A change of a group was refused."""
