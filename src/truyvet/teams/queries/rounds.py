"""Teams and rounds within a scope, and what a supervisor sees of them: sums, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, When

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import within
from truyvet.teams.models import FieldEntry, Round, Stop, Team
from truyvet.teams.rules.field_log import DoorStatus, missing_numbers
from truyvet.teams.rules.rounds import EntryState, RoundState


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its sums. ``missing``: entries that a telephone wrote and that have not come."""

    code: str
    team: str
    commune: str
    hamlet: str
    day: date
    state: RoundState
    is_over: bool
    expires_at: datetime
    doors: int
    waiting: int
    visited: int
    nobody_home: int
    refused: int
    moved: int
    unwell: int
    needs: int
    open_entries: int
    contested: int
    left_over: int
    phones: int
    missing: int


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry that somebody must look at: what could not be handed over."""

    id: int
    door: str
    number: int
    at: datetime
    problem: str
    persons: tuple[str, ...]
    """Codes of who lives behind the door."""


@dataclass(frozen=True, slots=True)
class ContestedDoor:
    """A door of which two telephones wrote different directions; both stand."""

    door: str
    number: int
    values: tuple[str, ...]


def teams_in_scope(scope: Scope) -> QuerySet[Team]:
    """Returns teams of the scope's communes."""
    return Team.objects.filter(within(require_scope(scope), "commune__path")).order_by("name", "pk")


def rounds_in_scope(scope: Scope) -> QuerySet[Round]:
    """Returns rounds of the scope's communes."""
    return Round.objects.filter(within(require_scope(scope), "commune__path"))


def find_round(scope: Scope, code: str) -> Round | None:
    """Returns a round in reach."""
    return rounds_in_scope(scope).filter(code=code).select_related("team", "commune").first()


def rounds_to_walk(scope: Scope, now: datetime) -> tuple[Round, ...]:
    """Returns the living rounds of the teams that the reader belongs to, those of today first."""
    rows = rounds_in_scope(scope).filter(team__members__staff=scope.staff, expires_at__gt=now).exclude(state=RoundState.CLOSED.value)
    return tuple(rows.select_related("team", "commune").order_by("day", "hamlet", "pk"))


def round_page(scope: Scope, now: datetime, *, page: object = 1) -> ListPage[RoundRow]:
    """Returns one page of the rounds, the newest first; four statements."""
    rows = rounds_in_scope(scope).select_related("team", "commune").order_by("-day", "hamlet", "-pk")
    return list_page(rows, page, read=lambda part: _rows(list(part), now))


def round_row(scope: Scope, code: str, now: datetime) -> RoundRow | None:
    """Returns one round with its sums."""
    found = find_round(scope, code)
    return _rows([found], now)[0] if found else None


def open_entries(scope: Scope, code: str, *, page: object = 1) -> ListPage[OpenEntry]:
    """Returns what could not be handed over, the oldest first."""
    rows = FieldEntry.objects.filter(round__in=rounds_in_scope(scope), round__code=code, state=EntryState.OPEN.value)
    rows = rows.select_related("stop").prefetch_related("stop__persons__person").order_by("at", "pk")
    return list_page(rows, page, read=lambda part: [_open_entry(row) for row in part])


def contested_doors(scope: Scope, code: str) -> tuple[ContestedDoor, ...]:
    """Returns the doors, fifty at most, whose directions were written differently by two telephones."""
    rows = Stop.objects.filter(round__in=rounds_in_scope(scope), round__code=code, is_contested=True).order_by("number")
    return tuple(ContestedDoor(row.code, row.number, tuple(row.directions.split("\n"))) for row in rows)


def _open_entry(row: FieldEntry) -> OpenEntry:
    persons = tuple(each.person.code for each in row.stop.persons.all()) if row.stop else ()
    return OpenEntry(row.pk, row.stop.code if row.stop else "", row.stop.number if row.stop else 0, row.at, row.problem, persons)


def _rows(rounds: Sequence[Round], now: datetime) -> list[RoundRow]:
    keys = [row.pk for row in rounds]
    by_status = {each.value: Count("pk", filter=Q(status=each.value)) for each in DoorStatus}
    contested = Sum(Case(When(is_contested=True, then=1), default=0, output_field=IntegerField()))
    doors = Stop.objects.filter(round__in=keys).values("round").order_by().annotate(
        doors=Count("pk"), ill=Sum("unwell"), wants=Sum("needs"), contested=contested, **by_status
    )  # fmt: skip
    sums: dict[int, dict[str, Any]] = {row["round"]: dict(row) for row in doors}
    entries = FieldEntry.objects.filter(round__in=keys).values_list("round", "phone", "number", "state")
    numbers: dict[int, dict[object, set[int]]] = {key: {} for key in keys}
    opened = dict.fromkeys(keys, 0)
    for key, phone, number, state in entries:
        numbers[key].setdefault(phone, set()).add(number)
        opened[key] += state == EntryState.OPEN.value
    phones = dict(Round.objects.filter(pk__in=keys).order_by().values_list("pk").annotate(many=Count("copies__phone", distinct=True)))
    return [_row(row, sums.get(row.pk, {}), numbers[row.pk], opened[row.pk], phones.get(row.pk, 0), now) for row in rounds]


def _row(
    row: Round, sums: dict[str, Any], numbers: dict[object, set[int]], opened: int, phones: int, now: datetime
) -> RoundRow:  # fmt: skip
    return RoundRow(
        row.code, row.team.name, row.commune.name, row.hamlet, row.day, RoundState(row.state), row.expires_at <= now, row.expires_at,
        sums.get("doors", 0), sums.get("waiting", 0), sums.get("visited", 0), sums.get("nobody_home", 0), sums.get("refused", 0),
        sums.get("moved", 0), sums.get("ill") or 0, sums.get("wants") or 0, opened, sums.get("contested") or 0, row.left_over, phones,
        sum(len(missing_numbers(seen)) for seen in numbers.values()),
    )  # fmt: skip
