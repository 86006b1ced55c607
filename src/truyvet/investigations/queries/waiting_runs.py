"""What waits in this room: traces that could not be made, and confirmed cases that nobody has traced or talked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, standing_cases, visible_codes
from truyvet.cases.rules import CaseState
from truyvet.investigations.models import Interview, Run
from truyvet.investigations.rules.interviews import InterviewState
from truyvet.investigations.rules.runs import RunState
from truyvet.people.queries.persons_in_scope import chunks

_Row: TypeAlias = tuple[str, str, int, str, datetime]
"""Of a run: code, code of its case, row of its case, state, and when it was asked."""


@dataclass(frozen=True, slots=True)
class FailedRun:
    """The newest run of a case, which has no answer."""

    code: str
    case: str


@dataclass(frozen=True, slots=True)
class CasesToWorkOn:
    """How many confirmed cases lack something; ``first`` is the code of the one that waits longest, since ``since``."""

    count: int
    first: str
    since: datetime | None


def failed_runs(scope: Scope) -> tuple[FailedRun, ...]:
    """Returns the runs of the scope that failed and were not asked again, oldest first.

    At most five statements up to 10,000 cases, however many runs there are.
    """
    reader = require_scope(scope)
    runs = Run.objects.filter(case__in=cases_in_scope(reader).values("pk"))
    place = Window(RowNumber(), partition_by=[F("case_id")], order_by=[F("created_at").desc(), F("pk").desc()])
    newest, hidden = _seen(reader, runs.annotate(place=place).filter(place=1))
    for part in chunks(hidden):
        # A run from cases elsewhere too is not this reader's: an older one of the same case may be.
        older = _seen(reader, runs.filter(case_id__in=part))[0]
        newest += {row[2]: row for row in sorted(older, key=lambda row: row[4])}.values()
    failed = sorted((row for row in newest if row[3] == RunState.FAILED.value), key=lambda row: row[4])
    return tuple(FailedRun(code, case) for code, case, *_ in failed)


def untraced_cases(scope: Scope) -> CasesToWorkOn:
    """Returns the cases in which two persons stand for the result, still ill, that no trace starts from. Three statements."""
    require_scope(scope)
    # A trace over many cases stands with the first one, and names them all.
    together = Run.objects.filter(codes__1__isnull=False).values_list("codes", flat=True)
    traced = {code for codes in together for code in codes}
    return _lacking(scope, ~Exists(Run.objects.filter(case_id=OuterRef("pk"))) & ~Q(code__in=traced))


def uninterviewed_cases(scope: Scope) -> CasesToWorkOn:
    """Returns the cases in which two persons stand for the result, still ill, with whom nobody has talked. Two statements."""
    return _lacking(scope, Q(~Exists(Interview.objects.filter(case_id=OuterRef("pk"), state=InterviewState.FINAL.value))))


def _lacking(scope: Scope, lacks: Q) -> CasesToWorkOn:
    reader = require_scope(scope)
    rows = cases_in_scope(reader).filter(lacks, pk__in=standing_cases(reader), state=CaseState.CONFIRMED.value)
    found = rows.aggregate(count=Count("pk"), since=Min("created_at"))
    first = rows.order_by("created_at", "pk").values_list("code", flat=True).first()
    return CasesToWorkOn(found["count"], first or "", found["since"])


def _seen(scope: Scope, runs: QuerySet[Run]) -> tuple[list[_Row], set[int]]:
    """Returns those of ``runs`` all of whose cases the reader sees, and the case rows of the others."""
    rows = list(runs.values_list("codes", "code", "case__code", "case_id", "state", "created_at"))
    visible = visible_codes(scope, {code for row in rows for code in row[0]})
    return [row[1:] for row in rows if visible.issuperset(row[0])], {row[3] for row in rows if not visible.issuperset(row[0])}
