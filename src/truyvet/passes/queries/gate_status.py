"""Reads the gate status and holds of persons; entries that a merge joined are read together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.passes.models import GateStatus, Hold
from truyvet.people import queries as people


@dataclass(frozen=True, slots=True)
class PersonGateStatus:
    """What a gate may know of a person. ``declared_at`` and ``clear`` are None when no declaration is known."""

    declared_at: datetime | None
    clear: bool | None
    is_on_hold: bool
    initials: str


def gate_status_of(scope: Scope, person_ids: Iterable[int], *, now: datetime | None = None) -> dict[int, PersonGateStatus]:
    """Returns the gate status of each of ``person_ids`` in a constant number of statements.

    Without ``now`` a hold that ends today still counts: of two readings the careful one.
    """
    require_scope(scope)
    asked_ids = set(person_ids)
    groups = MergedPersons.of(scope, asked_ids)
    members = groups.members()
    newest = _newest(members, groups)
    on_hold = {groups.root(person) for person in persons_with_active_hold(scope, now, members)}
    letters = people.initials(scope, asked_ids)
    found = {}
    for person in asked_ids:
        root = groups.root(person)
        declared_at, clear = newest.get(root, (None, None))
        found[person] = PersonGateStatus(declared_at, clear, root in on_hold, letters.get(person, ""))
    return found


def persons_on_hold(scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Returns those of ``person_ids`` on hold, also by a hold of another entry of theirs; a hold that ends today counts."""
    require_scope(scope)
    asked_ids = set(person_ids)
    groups = MergedPersons.of(scope, asked_ids)
    on_hold = {groups.root(person) for person in persons_with_active_hold(scope, None, groups.members())}
    return {person for person in asked_ids if groups.root(person) in on_hold}


def persons_with_active_hold(scope: Scope, now: datetime | None, among: Collection[int] | None = None) -> set[int]:
    """Returns the ids of the entries with a hold in force."""
    day = require_scope(scope).on
    at = now or LocalDay.of_date(day).start
    holds = Hold.objects.filter(Q(until__isnull=True) | Q(until__gt=at), released_at__isnull=True)
    return set((holds if among is None else holds.filter(person_id__in=among)).values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class MergedPersons:
    """Tells which entries are one person. Merges are made by hand and few, so all of them are read in one statement."""

    roots: dict[int, int]
    asked_ids: frozenset[int]

    @staticmethod
    def of(scope: Scope, asked_ids: Iterable[int]) -> MergedPersons:
        return MergedPersons(people.root_persons(scope), frozenset(asked_ids))

    def root(self, person: int) -> int:
        """Returns the entry into which ``person`` was merged, or ``person``."""
        return self.roots.get(person, person)

    def members(self) -> set[int]:
        """Returns every entry of the persons asked for."""
        wanted = {self.root(person) for person in self.asked_ids}
        return wanted | self.asked_ids | {person for person, root in self.roots.items() if root in wanted}


def _newest(members: Collection[int], groups: MergedPersons) -> dict[int, tuple[datetime, bool]]:
    """Newest (declared_at, clear) by root; of two at one moment the one that is not clear."""
    found: dict[int, tuple[datetime, bool]] = {}
    for person, at, clear in GateStatus.objects.filter(person_id__in=members).values_list("person_id", "declared_at", "clear"):
        root = groups.root(person)
        before = found.get(root)
        if before is None or (at, not clear) > (before[0], not before[1]):
            found[root] = (at, clear)
    return found
