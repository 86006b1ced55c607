"""When rosters go."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from truyvet.audit.values import By
from truyvet.core.retention import RetentionRule
from truyvet.groups.actions.retention import DRAFT_DAYS, GROUP_DAYS, MEMBER_DAYS, purge_drafts, purge_groups, purge_members

_BY: Final = By.system("retention")


def _drafts(now: datetime) -> int:
    return purge_drafts(by=_BY, now=now)


def _members(now: datetime) -> int:
    return purge_members(by=_BY, now=now)


def _groups(now: datetime) -> int:
    return purge_groups(by=_BY, now=now)


RULES: Final = (
    RetentionRule("groups", "RosterDraft", "the day it was imported, when nobody applied it", DRAFT_DAYS, _drafts),
    RetentionRule("groups", "Membership", "the day the member left", MEMBER_DAYS, _members),
    RetentionRule("groups", "RosterGroup", "the day its list was last applied", GROUP_DAYS, _groups),
)
