"""Names who keeps a group, and opens the list of those who have not installed or declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.groups.models import RosterGroup
from truyvet.groups.permissions import SEE_GROUPS
from truyvet.groups.queries.gaps import GapRow, gap_rows
from truyvet.groups.queries.groups import groups_in_scope, possible_heads
from truyvet.groups.rules.roster_kinds import GroupAbsent, GroupRefused
from truyvet.people.queries import person_ids_by_code

__all__ = ["open_gap_list", "set_keepers"]


@transaction.atomic
def set_keepers(*, by: By, now: datetime, scope: Scope, code: str, head: int | None, keeper_code: str) -> None:
    """Names the member of staff and the citizen who keep a group; None and "" for nobody.

    Raises GroupAbsent, GroupRefused ("head": somebody who cannot see groups here; "keeper": no such person in reach).
    """
    group = groups_in_scope(scope).select_for_update(of=("self",)).filter(code=code).first()
    if group is None:
        raise GroupAbsent
    if head is not None and head not in {key for key, _ in possible_heads(scope, SEE_GROUPS)} | {group.head_id}:
        raise GroupRefused("head")
    keeper = person_ids_by_code(scope, [keeper_code]).get(keeper_code) if keeper_code else None
    if keeper_code and keeper is None:
        raise GroupRefused("keeper")
    RosterGroup.objects.filter(pk=group.pk).update(head=head, keeper=keeper)
    record(by=by, now=now, action="groups.set_keepers", subject=f"group:{code}", facts={"has_head": head is not None})


@transaction.atomic
def open_gap_list(*, by: By, now: datetime, scope: Scope, group: RosterGroup) -> tuple[GapRow, ...]:
    """Returns by name everybody of a group who has not installed or declared, or was not matched; it is recorded who looked.

    ``group`` was found within the reader's reach, or is kept by the citizen who asks.
    """
    rows = gap_rows(scope, group, now)
    purpose = replace(by, purpose=f"group:{group.code}")
    record(by=purpose, now=now, action="groups.open_gaps", subject=f"group:{group.code}", facts={"members": len(rows)})
    return rows
