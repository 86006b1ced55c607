"""Who is followed, list by list. Every list is a condition on the columns beside a follow-up: no page reads attempts or answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.followup.list_conditions import call_first_condition, list_condition
from truyvet.followup.models import DailyCheck, FollowUp
from truyvet.followup.rules.computed_lists import FollowUpList
from truyvet.followup.rules.due_step import LateLevel, StepKind, late_level
from truyvet.followup.rules.follow_up_rule import FollowUpRule, follow_up_table
from truyvet.followup.rules.records import day_of_follow_up
from truyvet.people.queries import masked_persons, root_persons
from truyvet.people.values import MaskedPerson
from truyvet.places.queries import unit_ids_within

WORST_FIRST = ("due_at", "-is_call_first", "-score", "pk")
"""An open follow-up always has a step that is due."""
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
    if not reader.whole_province:
        return FollowUp.objects.filter(commune__in=unit_ids_within(reader))
    # An expression, so that SQLite does not collect and sort nearly all rows by their communes instead of reading them in order.
    rows = FollowUp.objects.alias(place=Coalesce("commune_id", 0))
    return rows.filter(Q(place=0) | Q(place__in=unit_ids_within(reader)))


def open_follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Returns the follow-ups within the scope that go on. Two entries of one person are one row: that of the entry that stands."""
    rows = follow_ups(scope).filter(closed_at__isnull=True)
    hidden = second_entries(scope)
    return rows.exclude(person__in=hidden) if hidden else rows


def second_entries(scope: Scope) -> list[int]:
    """Returns the persons whose open follow-up is not shown, because the entry that they were merged into is followed too."""
    merged = root_persons(require_scope(scope))
    if not merged:
        return []
    roots = set(FollowUp.objects.filter(closed_at__isnull=True, person__in=set(merged.values())).values_list("person_id", flat=True))
    return [entry for entry, root in merged.items() if root in roots]


def followed_page(
    scope: Scope, wanted: FollowedFilter, now: datetime, *, page: object = 1, size: int = PAGE_ROWS, total: int | None = None
) -> ListPage[FollowedRow]:
    """Returns one page of the followed persons, the longest due first; five statements. ``total``: how many there are, if that is known."""
    rows = _chosen(open_follow_ups(scope), wanted, now).order_by(*WORST_FIRST)
    # First the ids alone: the index holds them in this order, so that pages before this one are passed over without reading a row.
    ids = OrderedIds(rows.values_list("pk", flat=True), rows.count() if total is None else total)

    def read(part: list[int]) -> list[FollowedRow]:
        found = FollowUp.objects.select_related("taken_by", "called_by").in_bulk(part)
        return rows_of(scope, [found[key] for key in part if key in found], now)

    return list_page(ids, page, page_rows=size, read=read)


@dataclass(frozen=True, slots=True)
class OrderedIds:
    """The ids of a list whose number is known; a slice in the second half is read from the end."""

    rows: QuerySet[FollowUp, int]
    total: int

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[int]:
        start, stop, _ = part.indices(self.total)
        if start <= self.total // 2:
            return list(self.rows[start:stop])
        return list(self.rows.reverse()[self.total - stop : self.total - start])[::-1]


def next_to_call(scope: Scope, now: datetime, *, is_mine: bool = False, put_off: Collection[str] = ()) -> FollowedRow | None:
    """Returns whom to call next: longest due first, nobody whom somebody else has on the line, nobody without a telephone.

    ``put_off``: codes of persons who come only when nobody else is left.
    """
    require_scope(scope)
    free = Q(called_until__isnull=True) | Q(called_until__lte=now) | Q(called_by=scope.staff)
    free &= Q(taken_by=scope.staff) if is_mine else Q(taken_by__isnull=True) | Q(taken_by=scope.staff)
    rows = open_follow_ups(scope).filter(free, has_phone=True).order_by("-is_call_first", "due_at", "-score", "pk").values("pk")
    if put_off:
        rows = rows.exclude(person__code__in=put_off)
    # A first call is made as soon as somebody is free; who did not answer gets the hours that the rule leaves them.
    steps = [rows.filter(step=step) for step in CALL_NOW] + [rows.filter(step=step, due_at__lte=now) for step in CALL_WHEN_DUE]
    # The first of each step, which the index gives at once; among these few the order is made here.
    firsts = reduce(or_, (Q(pk=Subquery(each[:1])) for each in steps))
    chosen = min(FollowUp.objects.filter(firsts).select_related("taken_by", "called_by"), key=_call_order, default=None)
    found = rows_of(scope, [chosen], now) if chosen else []
    return found[0] if found else None


def _call_order(row: FollowUp) -> tuple[bool, bool, datetime | None, float, int]:
    return row.step == StepKind.DAILY_CHECK.value, not row.is_call_first, row.due_at, -row.score, row.pk


def oldest_due(scope: Scope, *, is_call_first: bool = False) -> datetime | None:
    """Returns when the longest due step was or is due; None when nobody waits."""
    rows = open_follow_ups(scope).filter(due_at__isnull=False)
    # The first of the order, not the minimum of all.
    chosen = rows.filter(call_first_condition()) if is_call_first else rows
    return chosen.order_by("due_at").values_list("due_at", flat=True).first()


def _chosen(rows: QuerySet[FollowUp], wanted: FollowedFilter, now: datetime) -> QuerySet[FollowUp]:
    if wanted.chosen is not None:
        rows = rows.filter(list_condition(wanted.chosen, now, follow_up_table().rule_on(LocalDay.of(now))))
    if wanted.is_late:
        rows = rows.filter(due_at__lte=now)
    if wanted.is_call_first:
        rows = rows.filter(call_first_condition())
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
