"""Standing and holds of whole humans: entries that a merge joined are read together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q

from truyvet.audit.values import Scope, need
from truyvet.passes.models import Hold, Standing
from truyvet.people import queries as people
from truyvet.web.clock import LOCAL_ZONE


@dataclass(frozen=True, slots=True)
class StandingSeen:
    """What a gate may know of a person. ``declared_at`` and ``clear`` None: no declaration is known."""

    declared_at: datetime | None
    clear: bool | None
    held: bool
    initials: str


def standing_of(scope: Scope, person_ids: Iterable[int], *, now: datetime | None = None) -> dict[int, StandingSeen]:
    """The standing of each of ``person_ids``, in a constant number of statements.

    Without ``now`` a hold that ends today still counts: of two readings the careful one.
    """
    need(scope)
    asked = set(person_ids)
    groups = Groups.of(scope, asked)
    members = groups.members()
    newest = _newest(members, groups)
    held = {groups.root(person) for person in held_now(scope, now, members)}
    letters = people.initials(scope, asked)
    found = {}
    for person in asked:
        root = groups.root(person)
        declared_at, clear = newest.get(root, (None, None))
        found[person] = StandingSeen(declared_at, clear, root in held, letters.get(person, ""))
    return found


def held_among(scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Those of ``person_ids`` whom gates turn away, also for a hold of another entry of theirs; a hold that ends today counts."""
    need(scope)
    asked = set(person_ids)
    groups = Groups.of(scope, asked)
    held = {groups.root(person) for person in held_now(scope, None, groups.members())}
    return {person for person in asked if groups.root(person) in held}


def held_now(scope: Scope, now: datetime | None, among: Collection[int] | None = None) -> set[int]:
    """Ids of persons (entries) with a hold in force."""
    day = need(scope).on
    at = now or datetime.combine(day, time(), LOCAL_ZONE)
    holds = Hold.objects.filter(Q(until__isnull=True) | Q(until__gt=at), released_at__isnull=True)
    return set((holds if among is None else holds.filter(person_id__in=among)).values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Groups:
    """Which entries are one human. Merges are made by hand and few, so all of them are read in one statement."""

    roots: dict[int, int]
    asked: frozenset[int]

    @staticmethod
    def of(scope: Scope, asked: Iterable[int]) -> Groups:
        return Groups(people.canonical(scope), frozenset(asked))

    def root(self, person: int) -> int:
        """The entry that ``person`` stands for."""
        return self.roots.get(person, person)

    def members(self) -> set[int]:
        """Every entry of the humans that were asked for."""
        wanted = {self.root(person) for person in self.asked}
        return wanted | self.asked | {person for person, root in self.roots.items() if root in wanted}


def _newest(members: Collection[int], groups: Groups) -> dict[int, tuple[datetime, bool]]:
    """Newest (declared_at, clear) by root; of two at one moment the one that is not clear."""
    found: dict[int, tuple[datetime, bool]] = {}
    for person, at, clear in Standing.objects.filter(person_id__in=members).values_list("person_id", "declared_at", "clear"):
        root = groups.root(person)
        before = found.get(root)
        if before is None or (at, not clear) > (before[0], not before[1]):
            found[root] = (at, clear)
    return found
