"""Agencies, enterprises, schools and facilities: their members as persons, each once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.groups.models import Membership
from truyvet.groups.rules.member_states import RosterCounts, UnionCounts, union_of
from truyvet.groups.rules.roster_kinds import ORGANISATION_OF, OrganisationKind, RosterKind
from truyvet.people.queries import root_persons
from truyvet.people.queries.accounts import entries_with_account
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation's persons, and the explanation of their sum."""

    kind: OrganisationKind
    name: str
    unit_id: int
    unit_name: str
    groups: int
    union: UnionCounts


def organisations(scope: Scope) -> tuple[OrganisationLine, ...]:
    """Returns the organisations of the reader's units: whoever stands in two groups of one counts once in it.

    Members whom nobody matched count each: whether two of them are one person is not known. Three statements and one pass over the members.
    """
    rows = (
        Membership.objects.filter(within(require_scope(scope), "group__unit__path"), valid_until=None)
        .values_list("group_id", "group__kind", "group__organisation", "group__unit_id", "group__unit__name", "person_id", "told_installed")
        .order_by("group__organisation", "group_id", "pk")
    )
    roots = root_persons(scope)
    with_account = {roots.get(each, each) for each in entries_with_account(scope).values_list("pk", flat=True)}
    members: dict[tuple[OrganisationKind, str, int, str], dict[int, list[tuple[int | None, bool]]]] = defaultdict(lambda: defaultdict(list))
    for group, kind, name, unit, unit_name, person, told in rows.iterator():
        root = None if person is None else roots.get(person, person)
        key = (ORGANISATION_OF[RosterKind(kind)], name, unit, unit_name)
        members[key][group].append((root, bool(told) or root in with_account))
    return tuple(_line(key, groups) for key, groups in members.items())


def _line(key: tuple[OrganisationKind, str, int, str], groups: dict[int, list[tuple[int | None, bool]]]) -> OrganisationLine:
    counted = [_counts(each) for each in groups.values()]
    once: dict[int | str, tuple[int | None, bool]] = {}
    for group, persons in groups.items():
        for place, (root, installed) in enumerate(persons):
            mark = f"{group}:{place}" if root is None else root
            before = once.get(mark)
            once[mark] = (root, installed or bool(before and before[1]))
    return OrganisationLine(*key, len(groups), union_of(counted, _counts(list(once.values()))))


def _counts(persons: list[tuple[int | None, bool]]) -> RosterCounts:
    installed = sum(has for _, has in persons)
    matched = sum(root is not None for root, _ in persons)
    waiting = sum(root is not None and not has for root, has in persons)
    return RosterCounts(len(persons), installed, matched, waiting)
