"""Installed, not installed and not matched are three things: of whom we find no entry, nothing can be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

MIN_SHOWN_MEMBERS: Final = 10
"""Below it the figures of a group are shown to those who keep it alone: a small group names its members."""
DECLARED_WITHIN: Final = timedelta(days=7)
"""As community teams count: who declared within a week has declared."""


class MemberState(StrEnum):
    """Whether a member of a roster uses the application."""

    INSTALLED = "installed"
    NOT_INSTALLED = "not_installed"
    NOT_MATCHED = "not_matched"


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """Counts of one roster, or of several: ``members`` = installed + not installed + not matched."""

    members: int = 0
    installed: int = 0
    matched: int = 0
    """Installed or not, members of whom an entry is known."""
    not_installed: int = 0
    declared: int = 0

    @property
    def not_matched(self) -> int:
        """Those of whom no entry is known, and no list says that they installed."""
        return self.members - self.installed - self.not_installed

    @property
    def share(self) -> float | None:
        """Installed of all members, in percent; None for nobody."""
        return 100 * self.installed / self.members if self.members else None

    def is_small(self) -> bool:
        """Whether only those who keep the group may see its figures."""
        return self.members < MIN_SHOWN_MEMBERS


def member_state(*, is_matched: bool, has_account: bool, is_told: bool) -> MemberState:
    """Returns a member's state: an account here, or the operator's list, says that somebody installed."""
    if has_account or is_told:
        return MemberState.INSTALLED
    return MemberState.NOT_INSTALLED if is_matched else MemberState.NOT_MATCHED


@dataclass(frozen=True, slots=True)
class UnionCounts:
    """Several rosters added up as persons: ``memberships`` is their sum, ``twice`` how many of it are the same person again."""

    memberships: int
    twice: int
    persons: RosterCounts


def union_of(rosters: Iterable[RosterCounts], persons: RosterCounts) -> UnionCounts:
    """Explains why the sum of the rosters is more than ``persons``: who stands in two is counted in both, and once above."""
    memberships = sum(each.members for each in rosters)
    return UnionCounts(memberships, memberships - persons.members, persons)
