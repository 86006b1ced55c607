"""Makes rounds of doors, gives them to paper, closes them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import body_hash, known_event, write_once
from truyvet.core.opaque_code import Entropy, unused_codes
from truyvet.core.refusal import Refusal
from truyvet.people.actions import open_identities
from truyvet.people.values import Identity
from truyvet.teams.models import Round, Stop, StopPerson, Team
from truyvet.teams.queries.candidates import door_plans, facts_of_persons, known_doors
from truyvet.teams.queries.rounds import find_round, teams_in_scope
from truyvet.teams.rules import rounds as rules
from truyvet.teams.rules.rounds import MAX_DOORS, DoorPlan, RoundAbsent, RoundState, StopReason, TeamRefused


@dataclass(frozen=True, slots=True, repr=False)
class PaperDoor:
    """A door of the paper list; ``persons`` with whether they are followed."""

    code: str
    number: int
    address: str
    directions: str
    reason: StopReason
    persons: tuple[tuple[Identity, bool], ...]


def make_round(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, team_code: str, day: date, hamlet: str = "", most: int = MAX_DOORS,
    entropy: Entropy = secrets.token_bytes,
) -> str:  # fmt: skip
    """Makes the round of a team for a day and returns its code: followed persons to visit first, then households that did not declare.

    Doors of other living rounds of the day are left out. Raises RoundAbsent for a team out of reach; TeamRefused ("day", "no_doors").
    """
    team = teams_in_scope(scope).filter(code=team_code).select_related("commune").first()
    if team is None:
        raise RoundAbsent
    words = hamlet.strip()[:80]
    if not scope.on <= day <= scope.on + timedelta(days=7):
        raise TeamRefused(Refusal("day", "day"))
    body = body_hash(team.code, day, words, most)

    with transaction.atomic():
        made = write_once(
            lambda: known_event(Round.objects.all(), event_id, body),
            lambda: _made(scope, team, event_id, body, day, words, most, now, entropy),
        )  # fmt: skip
        facts = {"doors": made.stops.count(), "left_over": made.left_over}
        record(by=by, now=now, action="teams.make_round", subject=f"round:{made.code}", facts=facts)
    return made.code


def close_round(*, by: By, now: datetime, scope: Scope, round_code: str) -> None:
    """Closes a round: no telephone is given it any more; what telephones still hold is taken in. Raises RoundAbsent, TeamRefused."""
    with transaction.atomic():
        _move(scope, round_code, RoundState.CLOSED)
        record(by=by, now=now, action="teams.close_round", subject=f"round:{round_code}", facts={})


def print_round(*, by: By, now: datetime, scope: Scope, round_code: str) -> list[PaperDoor]:
    """Opens the names of a round for its paper list; the reading is recorded. Raises RoundAbsent, TeamRefused("closed")."""
    with transaction.atomic():
        found = _move(scope, round_code, RoundState.GIVEN)
        rows = list(StopPerson.objects.filter(stop__round=found, has_left=False))
        # The round was made for them: its team reads them wherever they are registered.
        reach = Scope.system("teams", scope.on)
        names = open_identities(by=by, now=now, scope=reach, person_ids=[row.person_id for row in rows], purpose=f"round:{round_code}")
        record(by=by, now=now, action="teams.print_round", subject=f"round:{round_code}", facts={"persons": len(names)})
    behind: dict[int, list[tuple[Identity, bool]]] = defaultdict(list)
    for row in rows:
        if row.person_id in names:
            behind[row.stop_id].append((names[row.person_id], row.is_followed))
    stops = found.stops.order_by("number")
    return [PaperDoor(s.code, s.number, s.address, s.directions, StopReason(s.reason), tuple(behind[s.pk])) for s in stops]


def _move(scope: Scope, code: str, after: RoundState) -> Round:
    """Moves a round on; to be given again changes nothing."""
    reach = find_round(scope, code)
    if reach is None:
        raise RoundAbsent
    found = Round.objects.select_for_update(of=("self",)).get(pk=reach.pk)
    before = RoundState(found.state)
    if before is not after:
        if after not in rules.ROUND_TRANSITIONS[before]:
            raise TeamRefused("closed")
        found.state = after.value
        found.save(update_fields=["state"])
    return found


def _made(
    scope: Scope, team: Team, event_id: UUID, body: bytes, day: date, hamlet: str, most: int, now: datetime, entropy: Entropy
) -> Round:
    here = replace(scope, paths=(team.commune.path,))
    taken = Stop.objects.filter(round__commune=team.commune_id, round__day=day).exclude(round__state=RoundState.CLOSED.value)
    busy = set(taken.filter(household__isnull=False).values_list("household_id", flat=True))
    busy_persons = set(taken.filter(household__isnull=True).values_list("persons__person_id", flat=True))
    plans = [each for each in door_plans(here, team.commune_id) if each.key not in busy and not busy_persons.intersection(each.persons)]
    doors, left_over = rules.doors_of_round(plans, hamlet, most)
    if not doors:
        raise TeamRefused(Refusal("no_doors", "hamlet"))
    code = unused_codes(rules.ROUND_CODE, 1, lambda codes: Round.objects.filter(code__in=codes).values_list("code", flat=True), entropy)[0]
    made = Round.objects.create(
        code=code, team=team, commune_id=team.commune_id, hamlet=hamlet, day=day, state=RoundState.PLANNED.value, left_over=left_over,
        made_at=now, expires_at=rules.expires_at(day), event_id=event_id, body_hash=body, delete_on=day + timedelta(days=rules.ROUND_DAYS),
    )  # fmt: skip
    _write_stops(here, made, doors, entropy)
    return made


def _write_stops(scope: Scope, made: Round, doors: list[DoorPlan], entropy: Entropy) -> None:
    codes = unused_codes(rules.DOOR_CODE, len(doors), lambda _codes: (), entropy)
    known = known_doors(scope, made.commune_id)
    stops = [
        Stop(
            round=made, number=number, code=code, household_id=door.key if door.key > 0 else None, reason=door.reason.value,
            address=door.address, directions=known[door.key].directions if door.key in known else "",
        )
        for number, (code, door) in enumerate(zip(codes, doors, strict=True), start=1)
    ]  # fmt: skip
    Stop.objects.bulk_create(stops)
    followed, declared = facts_of_persons(scope, [person for door in doors for person in door.persons])
    StopPerson.objects.bulk_create(
        StopPerson(stop=stop, person_id=person, is_followed=person in followed, has_declared=person in declared)
        for stop, door in zip(stops, doors, strict=True)
        for person in door.persons
    )
