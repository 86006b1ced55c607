"""Applies an imported list to a group, or throws it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.groups.actions.member_matches import match_members
from truyvet.groups.models import Membership, RosterDraft, RosterGroup
from truyvet.groups.queries.groups import draft_difference, groups_in_scope
from truyvet.groups.rules.roster_difference import RosterDifference, RosterEntry
from truyvet.groups.rules.roster_kinds import GroupAbsent, GroupRefused

ROWS_PER_STATEMENT = 500


@transaction.atomic
def apply_roster(*, by: By, now: datetime, scope: Scope, code: str, origin: str, loss_confirmed: bool = False) -> RosterDifference:
    """Makes an imported list the members of its group and returns what changed; who is not on it left today.

    ``origin`` is the draft that the reader saw. Raises GroupAbsent, GroupRefused ("no_draft": none, or another one than was seen;
    "large_loss": more than half would leave).
    """
    group, draft = _draft(scope, code)
    if draft is None or draft.origin != origin:
        raise GroupRefused("no_draft")
    difference, members, listed = draft_difference(scope, group, draft)
    if difference.asks_first and not loss_confirmed:
        raise GroupRefused("large_loss")
    today, change = LocalDay.of(now), next_change()
    gone = [members[each] for each in (*difference.left, *difference.moved)]
    Membership.objects.filter(relative_of__in=[members[each].pk for each in difference.left], valid_until=None).update(
        valid_until=today, change=change
    )
    for row in gone:
        row.valid_until, row.change = max(today, row.valid_from), change
    Membership.objects.bulk_update(gone, ["valid_until", "change"], batch_size=ROWS_PER_STATEMENT)
    fresh = [_member(group, each, listed[each], today, change) for each in difference.joined]
    again = {each: _moved(members[each], listed[each], today, change) for each in difference.moved}
    mended = [members[each] for each in difference.corrected]
    for row in mended:
        _correct(row, listed[row.reference], change)
    match_members(Scope.system("groups", today), [*fresh, *(row for row in [*again.values(), *mended] if row.person_id is None)])
    Membership.objects.bulk_create([*fresh, *again.values()], batch_size=ROWS_PER_STATEMENT)
    for reference, row in again.items():
        Membership.objects.filter(relative_of=members[reference]).update(relative_of=row)
    for row in mended:
        row.save()
    RosterGroup.objects.filter(pk=group.pk).update(listed_at=now)
    draft.delete()
    counts = {"joined": len(fresh), "left": len(difference.left), "moved": len(again), "corrected": len(mended)}
    record(by=by, now=now, action="groups.apply_roster", subject=f"group:{code}", facts=counts)
    return difference


@transaction.atomic
def discard_roster(*, by: By, now: datetime, scope: Scope, code: str) -> None:
    """Throws an imported list away; the members stay as they are. Raises GroupAbsent, GroupRefused ("no_draft")."""
    _, draft = _draft(scope, code)
    if draft is None:
        raise GroupRefused("no_draft")
    draft.delete()
    record(by=by, now=now, action="groups.discard_roster", subject=f"group:{code}")


def _draft(scope: Scope, code: str) -> tuple[RosterGroup, RosterDraft | None]:
    group = groups_in_scope(scope).select_for_update(of=("self",)).filter(code=code).first()
    if group is None:
        raise GroupAbsent
    return group, RosterDraft.objects.filter(group=group).first()


def _member(group: RosterGroup, reference: str, entry: RosterEntry, today: LocalDay, change: int) -> Membership:
    since = LocalDay.of_date(entry.since) if entry.since else today
    columns = Membership.columns_of(entry)
    return Membership(group=group, reference=reference, valid_from=min(since, today), change=change, **columns)


def _moved(before: Membership, entry: RosterEntry, today: LocalDay, change: int) -> Membership:
    """Returns the membership at the new position; who it is stays known while the list says the same of them."""
    row = _member(before.group, before.reference, entry, today, change)
    row.valid_from = today
    row.person_id = before.person_id if before.entry().identity == entry.identity else None
    if row.told_installed is None:
        row.told_installed = before.told_installed
    return row


def _correct(row: Membership, entry: RosterEntry, change: int) -> None:
    is_same_person = row.entry().identity == entry.identity
    for name, value in Membership.columns_of(entry).items():
        if name != "told_installed" or value is not None:
            setattr(row, name, value)
    row.change = change
    if not is_same_person:
        row.person_id = None
