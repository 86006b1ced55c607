"""The list of cases: filters, counts, pages, in two queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.cases.models import Case
from truyvet.cases.queries.cases_in_scope import cases_in_scope, has_unconfirmed_result
from truyvet.cases.queries.isolated_persons import isolated_persons
from truyvet.cases.rules import CaseState
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Waiting(TypedDict):
        waiting: bool

    WithWaiting = WithAnnotations[Case, _Waiting]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the reader asks for. ``text``: the start of a case code or of a person's code; ``within``: a unit path; None: anybody."""

    states: frozenset[CaseState] = frozenset()
    awaiting: bool = False
    without_commune: bool = False
    text: str = ""
    within: str = ""
    person_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases the scope holds: by state, those waiting for a second person, and those of persons without a known commune."""

    by_state: dict[CaseState, int]
    awaiting: int
    total: int
    without_commune: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list. No name: a list opens nobody."""

    id: int
    code: str
    state: CaseState
    awaiting: bool
    isolated: bool
    onset_at: datetime | None
    sample_at: datetime | None
    created_at: datetime
    confirmed_at: datetime | None
    person_code: str
    birth_year: int | None
    commune: str


def count_cases(scope: Scope) -> CaseCounts:
    """Returns counts over the whole scope; they open the rows they count."""
    each: dict[str, Count] = {state.value: Count("pk", filter=Q(state=state.value)) for state in CaseState}
    each |= {"all": Count("pk"), "pending": Count("pk", filter=Q(waiting=True))}
    each["without_commune"] = Count("pk", filter=Q(person__commune__isnull=True))
    found = _with_waiting(scope).aggregate(**each)
    return CaseCounts({state: found[state.value] for state in CaseState}, found["pending"], found["all"], found["without_commune"])


def list_cases(scope: Scope, wanted: CaseFilter, *, page: object = 1, size: int = PAGE_ROWS) -> ListPage[CaseRow]:
    """Returns one page, those waiting for a second person first, then the newest."""
    chosen = (
        _chosen(_with_waiting(scope), wanted)
        .annotate(commune=Coalesce("person__commune__name", Value("")))
        .order_by("-waiting", "-created_at", "-pk")
        .values_list(
            "pk", "code", "state", "waiting", "person_id", "onset_at", "sample_at", "created_at", "confirmed_at",
            "person__code", "person__birth_year", "commune",
        )
    )  # fmt: skip

    def read(part: Sequence[Any]) -> list[CaseRow]:
        rows = list(part)
        isolated = isolated_persons(scope, [row[4] for row in rows])
        return [_row(isolated, *row) for row in rows]

    return list_page(chosen, page, page_rows=size, read=read)


def _with_waiting(scope: Scope) -> QuerySet[WithWaiting]:
    return cases_in_scope(scope).annotate(waiting=has_unconfirmed_result())


def _chosen(cases: QuerySet[WithWaiting], wanted: CaseFilter) -> QuerySet[WithWaiting]:
    if wanted.states:
        cases = cases.filter(state__in=[state.value for state in wanted.states])
    if wanted.awaiting:
        cases = cases.filter(waiting=True)
    if wanted.without_commune:
        cases = cases.filter(person__commune__isnull=True)
    if wanted.text:
        text = wanted.text.strip().upper()
        cases = cases.filter(Q(code__startswith=text) | Q(person__code__startswith=text))
    if wanted.person_ids is not None:
        cases = cases.filter(person__in=wanted.person_ids)
    if wanted.within:
        cases = cases.filter(person__commune__path__startswith=wanted.within)
    return cases


def _row(
    isolated: frozenset[int], pk: int, code: str, state: str, waiting: bool, person_id: int, onset: datetime | None,
    sample: datetime | None, created: datetime, confirmed: datetime | None, person: str, birth_year: int | None, commune: str,
) -> CaseRow:  # fmt: skip
    is_isolated = person_id in isolated
    return CaseRow(pk, code, CaseState(state), waiting, is_isolated, onset, sample, created, confirmed, person, birth_year, commune)
