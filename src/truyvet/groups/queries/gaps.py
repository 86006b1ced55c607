"""Who of a group has not installed or not declared. Nothing of anybody's health is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.declarations.queries import declared_since
from truyvet.groups.models import Membership, RosterGroup
from truyvet.groups.rules.member_states import DECLARED_WITHIN, MemberState, member_state
from truyvet.groups.rules.roster_kinds import RosterKind
from truyvet.people.queries.accounts import entries_with_account
from truyvet.people.rules.names import mask


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a list: the name is masked."""

    pk: int
    masked: str
    position: tuple[str, ...]
    state: MemberState
    has_declared: bool
    is_relative: bool


@dataclass(frozen=True, slots=True, repr=False)
class GapRow:
    """Somebody of a group with a gap, by name. No readable repr."""

    name: str
    phone: str
    position: tuple[str, ...]
    state: MemberState
    has_declared: bool
    is_relative: bool


def _with_states(scope: Scope, rows: QuerySet[Membership], now: datetime) -> QuerySet[Any]:
    """Adds ``has_account`` and ``has_declared``, as numbers."""

    def is_one_of(statement: QuerySet[Any]) -> Case:
        return Case(When(person__in=statement, then=1), default=0, output_field=IntegerField())

    declared = declared_since(scope, now - DECLARED_WITHIN)
    return rows.annotate(has_account=is_one_of(entries_with_account(scope)), has_declared=is_one_of(declared))


def _state(row: Any) -> MemberState:
    return member_state(is_matched=row.person_id is not None, has_account=bool(row.has_account), is_told=bool(row.told_installed))


def member_page(scope: Scope, group: RosterGroup, now: datetime, page: object = 1) -> ListPage[MemberRow]:
    """Returns a page of a group's members, those with a gap first. Two statements."""
    present = Membership.objects.filter(group=group, valid_until=None)
    rows = _with_states(require_scope(scope), present, now).order_by("has_account", "has_declared", "line", "class_name", "room", "pk")

    def read(part: QuerySet[Any]) -> list[MemberRow]:
        return [
            MemberRow(
                row.pk, mask(row.name), row.position, _state(row), bool(row.has_declared), row.relative_of_id is not None
            )
            for row in part
        ]  # fmt: skip

    return list_page(rows, page, read=read)


def gap_rows(scope: Scope, group: RosterGroup, now: datetime) -> tuple[GapRow, ...]:
    """Returns everybody of a group with a gap, by position and name. For ``actions.group_keepers.open_gap_list``, which records it."""
    rows = _with_states(require_scope(scope), Membership.objects.filter(group=group, valid_until=None), now)
    found = [GapRow(row.name, row.phone, row.position, _state(row), bool(row.has_declared), row.relative_of_id is not None) for row in rows]
    gaps = [each for each in found if each.state is not MemberState.INSTALLED or not each.has_declared]
    return tuple(sorted(gaps, key=lambda each: (each.position, each.name)))


def not_installed(scope: Scope, kinds: tuple[RosterKind, ...], code: str = "") -> QuerySet[Any]:
    """Returns the entries of matched members of groups of these kinds, or of one, who have not installed: a statement.

    Of a group anywhere: whom of them a campaign writes to is decided by where they live.
    """
    require_scope(scope)
    rows = Membership.objects.filter(valid_until=None, person__isnull=False, group__kind__in=[kind.value for kind in kinds])
    rows = rows.filter(group__code=code) if code else rows
    return rows.exclude(told_installed=True).exclude(person__in=entries_with_account(scope)).values("person")


def has_installed(scope: object, since: datetime) -> QuerySet[Any]:
    """Returns the ids of entries with an account: what such a campaign asks for."""
    return entries_with_account(require_scope(scope))
