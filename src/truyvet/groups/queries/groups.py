"""Groups within reach, their counts, their members and the difference that an imported list would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from truyvet.access.queries import colleagues, staff_names
from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.permission import Permission
from truyvet.declarations.queries import declared_since
from truyvet.groups.models import Membership, RosterDraft, RosterGroup
from truyvet.groups.rules.member_states import DECLARED_WITHIN, RosterCounts
from truyvet.groups.rules.roster_difference import RosterDifference, RosterEntry, roster_difference
from truyvet.people.queries.accounts import entries_with_account
from truyvet.places.queries import within

PRESENT = Q(members__valid_until__isnull=True, members__pk__isnull=False)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in a list. ``counts`` None: so small that only those who keep it see them."""

    group: RosterGroup
    counts: RosterCounts | None
    has_draft: bool


def groups_in_scope(scope: Scope) -> QuerySet[RosterGroup]:
    """Returns the groups of the reader's units and those that the reader keeps."""
    reader = require_scope(scope)
    reach = within(reader, "unit__path")
    return RosterGroup.objects.filter(reach | Q(head=reader.staff) if reader.staff else reach)


def members_in_scope(scope: Scope, code: str) -> QuerySet[Membership]:
    """Returns the present members of a group within reach."""
    group = groups_in_scope(scope).filter(code=code)
    return Membership.objects.filter(group__in=group, valid_until__isnull=True).select_related("group")


def count_columns(scope: Scope, now: datetime, of: str = "") -> dict[str, Count]:
    """Returns the counts of a roster as columns for the database. ``of`` "members__" where the rows are groups."""
    present = Q(**{f"{of}valid_until__isnull": True, f"{of}pk__isnull": False})
    installed = Q(**{f"{of}person__in": entries_with_account(scope)}) | Q(**{f"{of}told_installed": True})
    matched = present & Q(**{f"{of}person__isnull": False})
    # A condition that is unknown for nobody's entry is not the opposite of one that is false: the difference is taken in Python.
    columns = {
        "n_members": present,
        "n_installed": present & installed,
        "n_matched": matched,
        "n_matched_installed": matched & installed,
        "n_declared": present & Q(**{f"{of}person__in": declared_since(scope, now - DECLARED_WITHIN)}),
    }
    return {name: Count(f"{of}pk" if of else "pk", filter=condition) for name, condition in columns.items()}


def _counts(row: Any) -> RosterCounts:
    """Returns the counts of a row that has ``count_columns``, a model or a dictionary."""
    values = row if isinstance(row, dict) else vars(row)
    matched, installed_here = values["n_matched"], values["n_matched_installed"]
    return RosterCounts(values["n_members"], values["n_installed"], matched, matched - installed_here, values["n_declared"])


def group_list(scope: Scope, now: datetime, page: object = 1, kind: str = "") -> ListPage[GroupLine]:
    """Returns a page of groups, those with a list to be looked at first, then by kind and name. Two statements."""
    rows = groups_in_scope(scope).select_related("unit", "draft").order_by("draft__pk", "kind", "name", "pk")
    rows = rows.filter(kind=kind) if kind else rows

    def read(part: QuerySet[RosterGroup]) -> list[GroupLine]:
        # Counted for the rows of this page alone.
        return [_line(scope, row) for row in part.annotate(**count_columns(scope, now, "members__"))]

    return list_page(rows, page, read=read)


def _line(scope: Scope, row: RosterGroup) -> GroupLine:
    counts = _counts(row)
    return GroupLine(row, counts if not counts.is_small() or row.head_id == scope.staff else None, hasattr(row, "draft"))


def group_by_code(scope: Scope, code: str) -> RosterGroup | None:
    """Returns a group within reach, with its unit, keepers and waiting list."""
    return groups_in_scope(scope).select_related("unit", "head", "keeper", "draft").filter(code=code).first()


def group_anywhere(scope: Scope, code: str) -> RosterGroup | None:
    """Returns a group wherever it is: whom of it a campaign writes to is decided by where they live."""
    require_scope(scope)
    return RosterGroup.objects.filter(code=code).first()


def counts_of_group(scope: Scope, group: RosterGroup, now: datetime) -> RosterCounts:
    """Returns the counts of one group, whatever its size."""
    return _counts(Membership.objects.filter(group=group).aggregate(**count_columns(require_scope(scope), now)))


def draft_difference(
    scope: Scope, group: RosterGroup, draft: RosterDraft
) -> tuple[RosterDifference, dict[str, Membership], dict[str, RosterEntry]]:
    """Returns what a waiting list changes, the present members and the listed entries, by reference. Two statements."""
    require_scope(scope)
    present = Membership.objects.filter(group=group, valid_until=None, relative_of=None).select_related("group").order_by("pk")
    members = {row.reference: row for row in present}
    rows = list(draft.rows.order_by("pk"))
    listed = {row.reference: _listed(row.entry(), row) for row in rows if not row.is_unread}
    unread = {row.reference for row in rows if row.is_unread}
    return roster_difference({key: row.entry() for key, row in members.items()}, listed, unread), members, listed


def _listed(entry: RosterEntry, row: Any) -> RosterEntry:
    return RosterEntry(entry.name, entry.phone, entry.document, entry.birth_year, entry.position, entry.is_installed, row.since)


def possible_heads(scope: Scope, permission: Permission) -> list[tuple[int, str]]:
    """Returns who may keep a group here: the reader, and colleagues who see groups."""
    reader = require_scope(scope)
    mine = list(staff_names(reader, [reader.staff]).items()) if reader.staff else []
    return [*mine, *((each.id, each.display) for each in colleagues(reader, permission))]


def groups_with_draft(scope: Scope) -> tuple[int, datetime | None]:
    """Returns how many groups have a list that nobody has looked at, and when the first one came."""
    rows = list(groups_in_scope(scope).filter(draft__isnull=False).order_by("draft__made_at").values_list("draft__made_at", flat=True))
    return len(rows), rows[0] if rows else None
