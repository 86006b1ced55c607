"""Who is followed, list by list. Every list is a condition on the columns beside a follow-up: no page reads attempts or answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.followup.list_conditions import list_condition
from truyvet.followup.models import DailyCheck, FollowUp
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.due_step import LateLevel, StepKind, late_level
from truyvet.followup.rules.follow_up_rule import FollowUpRule, follow_up_table
from truyvet.followup.rules.records import day_of_follow_up
from truyvet.people.queries import masked_persons, root_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import within

WORST_FIRST = (F("due_at").asc(nulls_last=True), "-is_call_first", "-score", "pk")
CALL_NOW = (StepKind.SYMPTOM_CALL.value, StepKind.FIRST_CALL.value)
CALL_WHEN_DUE = (StepKind.CALL_AGAIN.value, StepKind.DAILY_CHECK.value)


@dataclass(frozen=True, slots=True)
class FollowedFilter:
    """What the page shows; empty fields show all. ``under``: a unit path. ``taken_by``: rows of this member of staff."""

    chosen: FollowUpList | None = None
    is_late: bool = False
    is_call_first: bool = False
    under: str = ""
    taken_by: int | None = None
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """One line of a list: masked name, day n of n, what is due and how late, what was tried."""

    id: int
    person: MaskedPerson
    generation: int | None
    is_call_first: bool
    day: int
    days: int
    last_exposure: date
    last_day: date
    step: StepKind
    due_at: datetime | None
    late: LateLevel
    attempts: int
    machine_attempts: int
    last_attempt_at: datetime | None
    reached_at: datetime | None
    last_check_on: date | None
    is_unwell: bool
    open_needs: int
    has_phone: bool
    taken_by: str
    is_mine: bool
    called_by: str
    """Who is calling right now, when that is somebody else."""


def follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Returns follow-ups within the scope; those of no known commune are seen with a whole province."""
    reader = require_scope(scope)
    reach = within(reader, "commune__path")
    return FollowUp.objects.filter(reach | Q(commune__isnull=True) if reader.whole_province else reach)


def open_follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Returns the follow-ups within the scope that go on. Two entries of one person are one row: that of the entry that stands."""
    rows = follow_ups(scope).filter(closed_at__isnull=True)
    merged = root_persons(scope)
    if not merged:
        return rows
    roots = set(FollowUp.objects.filter(closed_at__isnull=True, person__in=set(merged.values())).values_list("person_id", flat=True))
    return rows.exclude(person__in=[entry for entry, root in merged.items() if root in roots])


def followed_page(scope: Scope, wanted: FollowedFilter, now: datetime, *, page: object = 1, size: int = PAGE_ROWS) -> ListPage[FollowedRow]:
    """Returns one page of the followed persons, the longest due first; four queries."""
    rows = _chosen(open_follow_ups(scope), wanted, now).select_related("taken_by", "called_by").order_by(*WORST_FIRST)
    return list_page(rows, page, page_rows=size, read=lambda part: rows_of(scope, list(part), now))


def followed_counts(scope: Scope, now: datetime, *, under: str = "") -> Mapping[str, int]:
    """Returns how many stand on each list, and "late", "call_first", "mine", "all"; one query."""
    require_scope(scope)
    rule = follow_up_table().rule_on(LocalDay.of(now))
    wanted = {name.value: list_condition(name, now, rule) for name in FollowUpList}
    wanted |= {"late": Q(due_at__lte=now), "call_first": _call_first(), "mine": Q(taken_by=scope.staff), "all": Q()}
    rows = open_follow_ups(scope)
    if under:
        rows = rows.filter(commune__path__startswith=under)
    found = rows.aggregate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()})
    return {name: found[f"n_{name}"] for name in wanted}


def next_to_call(scope: Scope, now: datetime, *, is_mine: bool = False) -> FollowedRow | None:
    """Returns whom to call next: longest due first, nobody whom somebody else has on the line, nobody without a telephone."""
    require_scope(scope)
    free = Q(called_until__isnull=True) | Q(called_until__lte=now) | Q(called_by=scope.staff)
    free &= Q(taken_by=scope.staff) if is_mine else Q(taken_by__isnull=True) | Q(taken_by=scope.staff)
    # A first call is made as soon as somebody is free; who did not answer gets the hours that the rule leaves them.
    is_time = Q(step__in=CALL_NOW) | Q(step__in=CALL_WHEN_DUE, due_at__lte=now)
    is_check = Case(When(step=StepKind.DAILY_CHECK.value, then=1), default=0)
    rows = open_follow_ups(scope).filter(free, is_time, has_phone=True).select_related("taken_by", "called_by")
    found = rows_of(scope, list(rows.order_by(is_check, "-is_call_first", "due_at", "-score", "pk")[:1]), now)
    return found[0] if found else None


def oldest_due(scope: Scope, *, is_call_first: bool = False) -> datetime | None:
    """Returns when the longest due step was or is due; None when nobody waits."""
    rows = open_follow_ups(scope).filter(due_at__isnull=False)
    found: datetime | None = (rows.filter(_call_first()) if is_call_first else rows).aggregate(first=Min("due_at"))["first"]
    return found


def _call_first() -> Q:
    return Q(is_call_first=True, reached_at__isnull=True)


def _chosen(rows: QuerySet[FollowUp], wanted: FollowedFilter, now: datetime) -> QuerySet[FollowUp]:
    if wanted.chosen is not None:
        rows = rows.filter(list_condition(wanted.chosen, now, follow_up_table().rule_on(LocalDay.of(now))))
    if wanted.is_late:
        rows = rows.filter(due_at__lte=now)
    if wanted.is_call_first:
        rows = rows.filter(_call_first())
    if wanted.under:
        rows = rows.filter(commune__path__startswith=wanted.under)
    if wanted.taken_by is not None:
        rows = rows.filter(taken_by=wanted.taken_by)
    if wanted.generation is not None:
        rows = rows.filter(generation=wanted.generation)
    return rows


def rows_of(scope: Scope, rows: list[FollowUp], now: datetime) -> list[FollowedRow]:
    """Returns lines of follow-ups that the reader reaches already; three statements."""
    require_scope(scope)
    # Whoever looks after the place where somebody stays sees them, wherever they are at home.
    people = masked_persons(Scope.system("followup", scope.on), [row.person_id for row in rows])
    rule, today = follow_up_table().rule_on(LocalDay.of(now)), LocalDay.of(now)
    return [_row(row, people[row.person_id], scope, now, rule, today) for row in rows if row.person_id in people]


def _row(row: FollowUp, person: MaskedPerson, scope: Scope, now: datetime, rule: FollowUpRule, today: date) -> FollowedRow:
    day, days = day_of_follow_up(row.last_exposure, row.last_day, today)
    is_called = row.called_until is not None and row.called_until > now and row.called_by_id != scope.staff
    return FollowedRow(
        row.pk, person, row.generation, row.is_call_first, day, days, row.last_exposure, row.last_day, StepKind(row.step), row.due_at,
        late_level(row.due_at, now, rule), row.attempts, row.machine_attempts, row.last_attempt_at, row.reached_at, row.last_check_on,
        row.is_unwell, row.open_needs, row.has_phone, row.taken_by.display if row.taken_by else "", row.taken_by_id == scope.staff,
        row.called_by.display if is_called and row.called_by else "",
    )  # fmt: skip


def check_overdue(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of persons on the list *missed today*."""
    condition = list_condition(FollowUpList.MISSED_TODAY, now, follow_up_table().rule_on(LocalDay.of(now)))
    return open_follow_ups(require_scope(scope)).filter(condition).values("person")


def answered_since(scope: object, since: datetime) -> QuerySet[Any]:
    """Returns the ids of persons of whom an answer about their health came since then."""
    require_scope(scope)
    return DailyCheck.objects.filter(at__gte=since).values("follow_up__person")


@dataclass(frozen=True, slots=True)
class PersonToVisit:
    """A followed person whom calls do not reach. ``is_visit_due``: the next step is a visit."""

    person_id: int
    has_phone: bool
    is_visit_due: bool


def persons_to_visit(scope: Scope) -> tuple[PersonToVisit, ...]:
    """Returns the followed persons within the scope who need a visit, were not reached, or have no telephone; the longest due first."""
    is_sought = Q(step=StepKind.TEAM_VISIT.value) | Q(has_phone=False) | Q(reached_at__isnull=True, last_attempt_at__isnull=False)
    rows = open_follow_ups(scope).filter(is_sought).order_by(*WORST_FIRST).values_list("person_id", "has_phone", "step")
    return tuple(PersonToVisit(person, has_phone, step == StepKind.TEAM_VISIT.value) for person, has_phone, step in rows)


def followed_among(scope: Scope, person_ids: Iterable[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who are followed now; a few hundred at most."""
    return frozenset(open_follow_ups(scope).filter(person__in=set(person_ids)).values_list("person_id", flat=True))
