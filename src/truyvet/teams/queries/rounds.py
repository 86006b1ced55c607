"""Teams and rounds within a scope, and what a supervisor sees of them: sums, never a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.role import Role
from truyvet.places.queries import within
from truyvet.teams.models import BundleCopy, FieldEntry, Round, Stop, Team
from truyvet.teams.rules.field_log import DoorStatus, missing_numbers
from truyvet.teams.rules.rounds import PAPER_DAYS, EntryState, RoundState


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its sums. "missing": entries that a telephone wrote and that have not come; "open": those to be looked at."""

    code: str
    team: str
    commune: str
    hamlet: str
    day: date
    state: RoundState
    expires_at: datetime
    left_over: int
    sums: Mapping[str, int]
    """doors, unwell, needs, open, phones, missing, and one for each DoorStatus."""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry that somebody must look at: what could not be handed over."""

    id: int
    door: str
    number: int
    at: datetime
    problems: tuple[str, ...]
    directions: str
    persons: tuple[str, ...]
    """Codes of who lives behind the door."""


def teams_in_scope(scope: Scope) -> QuerySet[Team]:
    """Returns teams of the scope's communes."""
    return Team.objects.filter(within(require_scope(scope), "commune__path")).order_by("name", "pk")


def rounds_in_scope(scope: Scope) -> QuerySet[Round]:
    """Returns rounds of the scope's communes."""
    return Round.objects.filter(within(require_scope(scope), "commune__path"))


def find_round(scope: Scope, code: str) -> Round | None:
    """Returns a round in reach."""
    return rounds_in_scope(scope).filter(code=code).select_related("team", "commune").first()


def is_of_team(scope: Scope, found: Round) -> bool:
    """Returns whether the reader may write to a round in reach: a member of its team, or an officer of the commune."""
    return require_scope(scope).role == Role.COMMUNE_OFFICER or found.team.members.filter(staff=scope.staff or 0).exists()


def running_number(scope: Scope, code: str, phone: UUID, event_id: UUID) -> int:
    """Returns the running number of an event of a telephone on a round in reach: its own when it has come, else the next one."""
    rows = FieldEntry.objects.filter(round__in=rounds_in_scope(scope), round__code=code, phone=phone)
    known = rows.filter(event_id=event_id).values_list("number", flat=True).first()
    return known or rows.count() + 1


def rounds_to_walk(scope: Scope, now: datetime) -> tuple[Round, ...]:
    """Returns the living rounds of the reader's teams; an officer of the commune gets all, also to type paper back some days later."""
    mine = Q(team__members__staff=require_scope(scope).staff, expires_at__gt=now)
    if scope.role == Role.COMMUNE_OFFICER:
        mine = Q(day__range=(scope.on - timedelta(days=PAPER_DAYS), scope.on))
    rows = rounds_in_scope(scope).filter(mine).exclude(state=RoundState.CLOSED.value)
    return tuple(rows.select_related("team", "commune").order_by("day", "hamlet", "pk"))


def round_page(scope: Scope, *, page: object = 1) -> ListPage[RoundRow]:
    """Returns one page of the rounds, the newest first; four statements."""
    rows = rounds_in_scope(scope).select_related("team", "commune").order_by("-day", "hamlet", "-pk")
    return list_page(rows, page, read=lambda part: _rows(list(part)))


def round_row(scope: Scope, code: str) -> RoundRow | None:
    """Returns one round with its sums."""
    found = find_round(scope, code)
    return _rows([found])[0] if found else None


def open_entries(scope: Scope, code: str, *, page: object = 1) -> ListPage[OpenEntry]:
    """Returns what could not be handed over, the oldest first."""
    rows = FieldEntry.objects.filter(round__in=rounds_in_scope(scope), round__code=code, state=EntryState.OPEN.value)
    rows = rows.select_related("stop").prefetch_related("stop__persons__person").order_by("at", "pk")
    return list_page(rows, page, read=lambda part: [_open_entry(row) for row in part])


def open_entry_count(scope: Scope) -> int:
    """Returns how many entries of all rounds in reach wait for somebody."""
    return FieldEntry.objects.filter(round__in=rounds_in_scope(scope), state=EntryState.OPEN.value).count()


def _open_entry(row: FieldEntry) -> OpenEntry:
    persons = tuple(each.person.code for each in row.stop.persons.all()) if row.stop else ()
    code, number, directions = (row.stop.code, row.stop.number, row.stop.directions) if row.stop else ("", 0, "")
    return OpenEntry(row.pk, code, number, row.at, tuple(row.problems.split()), directions.replace("\n", " / "), persons)


def _rows(rounds: Sequence[Round]) -> list[RoundRow]:
    keys = [row.pk for row in rounds]
    by_status = {each.value: Count("pk", filter=Q(status=each.value)) for each in DoorStatus}
    doors = Stop.objects.filter(round__in=keys).values("round").order_by().annotate(
        doors=Count("pk"), ill=Sum("unwell"), wants=Sum("needs"), **by_status
    )  # fmt: skip
    zero = dict.fromkeys(("doors", "unwell", "needs", "open", "phones", "missing", *DoorStatus), 0)
    sums: dict[int, dict[str, int]] = {key: dict(zero) for key in keys}
    aliases = {"ill": "unwell", "wants": "needs"}
    for counted in doors:
        found: dict[str, Any] = dict(counted)
        sums[found.pop("round")].update({aliases.get(name, name): value or 0 for name, value in found.items()})
    numbers: dict[tuple[int, object], set[int]] = defaultdict(set)
    for key, phone, number, state in FieldEntry.objects.filter(round__in=keys).values_list("round", "phone", "number", "state"):
        numbers[key, phone].add(number)
        sums[key]["open"] += state == EntryState.OPEN.value
    for (key, _phone), seen in numbers.items():
        sums[key]["missing"] += len(missing_numbers(seen))
    for key, _phone in BundleCopy.objects.filter(round__in=keys).values_list("round", "phone").distinct():
        sums[key]["phones"] += 1
    return [
        RoundRow(
            row.code, row.team.name, row.commune.name, row.hamlet, row.day, RoundState(row.state), row.expires_at, row.left_over,
            sums[row.pk],
        )
        for row in rounds
    ]  # fmt: skip
