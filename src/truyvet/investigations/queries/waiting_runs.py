"""What waits in this room: contacts near to a case whom nobody has called yet, and runs that could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from truyvet.audit.values import Scope, need
from truyvet.cases.queries import cases_in_scope, visible_codes
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.queries.runs import in_reach
from truyvet.investigations.rules.runs import HIGH_SCORE, RunState

MAX_RUNS_CONSIDERED = 500
"""Newest runs that are looked at."""


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """The newest run of a case: how many near contacts (F1, high) are undecided; ``failed`` when it has no answer."""

    code: str
    case: str
    at: datetime
    undecided: int
    failed: bool


def waiting_runs(scope: Scope) -> tuple[WaitingRun, ...]:
    """Runs of the scope that need somebody, oldest first; three queries. A failed one that was asked again waits for nobody."""
    reader = need(scope)
    rows = list(
        Run.objects.filter(case__in=cases_in_scope(reader).values("pk"))
        .order_by("-created_at", "-pk")
        .values_list("pk", "code", "case__code", "case_id", "codes", "state", "finished_at", "created_at")[:MAX_RUNS_CONSIDERED]
    )
    seen = visible_codes(reader, {code for row in rows for code in row[4]})
    newest: dict[int, tuple[int, str, str, bool, datetime]] = {}
    asked_again: set[int] = set()
    for pk, code, case, case_id, codes, state, finished, created in rows:
        if not seen.issuperset(codes):
            continue
        if state in (RunState.QUEUED.value, RunState.RUNNING.value):
            asked_again.add(case_id)
        elif state == RunState.DONE.value or case_id not in asked_again:
            newest.setdefault(case_id, (pk, code, case, state == RunState.FAILED.value, finished or created))
    decisions = Decision.objects.filter(case_id=OuterRef("run__case_id"), person_id=OuterRef("person_id"))
    open_ = (
        RunContact.objects.filter(
            in_reach(reader), ~Exists(decisions), run_id__in=[row[0] for row in newest.values()], generation=1, score__gte=HIGH_SCORE
        )
        .order_by()
        .values_list("run_id")
        .annotate(many=Count("pk"))
    )
    counts = dict(open_.values_list("run_id", "many"))
    made = [WaitingRun(code, case, at, counts.get(pk, 0), failed) for pk, code, case, failed, at in newest.values()]
    return tuple(sorted((row for row in made if row.failed or row.undecided), key=lambda row: row.at))
