"""Which households of a commune may become doors of a round, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.declarations.queries import declared_since
from truyvet.followup.queries import followed_among, persons_to_visit
from truyvet.people.queries import home_addresses, household_rows, root_persons
from truyvet.people.queries.persons_in_scope import chunks
from truyvet.teams.models import Round, Stop
from truyvet.teams.rules.rounds import DECLARED_DAYS, DoorPlan, StopReason

NO_HOUSEHOLD = 0
ROUNDS_REMEMBERED = 20
"""A commune's rounds of about a week."""


@dataclass(frozen=True, slots=True)
class KnownDoor:
    """What the last round knew of a household: when it was reached, how its house is found."""

    place: int
    directions: str


def door_plans(scope: Scope, commune_id: int) -> list[DoorPlan]:
    """Returns the households of the scope's commune that need a visit, and those of which nobody declared for a week.

    A negative ``key`` is a person who is followed and of whom no household is known. The scope holds the commune alone.
    """
    require_scope(scope)
    members: dict[int, list[int]] = defaultdict(list)
    for person, household, _start, end, _change in household_rows(scope):
        if end < 0:
            members[household].append(person)
    roots = root_persons(scope)
    home = {roots.get(person, person): household for household, persons in members.items() for person in persons}
    reasons: dict[int, StopReason] = {}
    alone: dict[int, tuple[int, ...]] = {}
    for sought in persons_to_visit(scope):
        person = roots.get(sought.person_id, sought.person_id)
        key = home.get(person, -person)
        if key < 0:
            alone[key] = (person,)
        why = StopReason.NOT_REACHED if sought.has_phone else StopReason.NO_PHONE
        reasons.setdefault(key, StopReason.TO_VISIT if sought.is_visit_due else why)
    since = LocalDay.of_date(scope.on).start - timedelta(days=DECLARED_DAYS)
    everybody = [person for persons in members.values() for person in persons]
    declared = _declared(scope, everybody, since)
    for household, persons in members.items():
        if not declared.intersection(persons):
            reasons.setdefault(household, StopReason.NOT_DECLARED)
    doors = {key: alone.get(key) or tuple(dict.fromkeys(roots.get(each, each) for each in members[key])) for key in reasons}
    addresses = home_addresses(Scope.system("teams", scope.on), [person for persons in doors.values() for person in persons])
    known = known_doors(scope, commune_id)
    return [
        DoorPlan(
            key, persons, reasons[key], next((addresses[each] for each in persons if addresses.get(each)), ""),
            known[key].place if key in known else None,
        )
        for key, persons in doors.items()
    ]  # fmt: skip


def known_doors(scope: Scope, commune_id: int) -> dict[int, KnownDoor]:
    """Returns what earlier rounds of a commune knew of households, by household: the order of the newest, as the team walked."""
    require_scope(scope)
    rounds = list(Round.objects.filter(commune=commune_id).order_by("-day", "-pk").values_list("pk", flat=True)[:ROUNDS_REMEMBERED])
    by_round: dict[int, list[Stop]] = {number: [] for number in rounds}
    for row in Stop.objects.filter(round__in=rounds, household__isnull=False).order_by("number"):
        by_round[row.round_id].append(row)
    found: dict[int, KnownDoor] = {}
    for rows in by_round.values():
        # The team walked in the order of its visits; doors it never came to keep their place behind them.
        walked = sorted((row for row in rows if row.last_visit_at), key=lambda row: (row.last_visit_at, row.number))
        for place, row in enumerate([*walked, *(row for row in rows if not row.last_visit_at)]):
            key = row.household_id or NO_HOUSEHOLD
            held = found.setdefault(key, KnownDoor(place, row.directions))
            if not held.directions and row.directions:
                found[key] = replace(held, directions=row.directions)
    return found


def facts_of_persons(scope: Scope, person_ids: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Returns who of them is followed now, wherever, and who declared lately."""
    system, persons = Scope.system("teams", require_scope(scope).on), list(person_ids)
    since = LocalDay.of_date(scope.on).start - timedelta(days=DECLARED_DAYS)
    return followed_among(system, persons), _declared(system, persons, since)


def _declared(scope: Scope, person_ids: Iterable[int], since: datetime) -> frozenset[int]:
    rows = (declared_since(scope, since).filter(person__in=part).values_list("person", flat=True) for part in chunks(person_ids))
    return frozenset(person for part in rows for person in part)
