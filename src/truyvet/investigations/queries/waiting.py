"""What waits in this room: contacts near to a case whom nobody has called yet, and runs that could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from truyvet.audit.values import Scope, need
from truyvet.cases.queries import visible_codes
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.queries.runs import in_reach
from truyvet.investigations.rules.runs import HIGH, RunState

LOOKED = 500
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
    """Runs of the scope that need somebody, oldest first; three queries."""
    reader = need(scope)
    rows = list(
        Run.objects.exclude(state__in=[RunState.QUEUED.value, RunState.RUNNING.value])
        .order_by("-created_at", "-pk")
        .values_list("pk", "code", "case__code", "case_id", "codes", "state", "finished_at", "created_at")[:LOOKED]
    )
    seen = visible_codes(reader, {code for row in rows for code in row[4]})
    newest: dict[int, tuple[int, str, str, bool, datetime]] = {}
    for pk, code, case, case_id, codes, state, finished, created in rows:
        if seen.issuperset(codes):
            newest.setdefault(case_id, (pk, code, case, state == RunState.FAILED.value, finished or created))
    said = Decision.objects.filter(case_id=OuterRef("run__case_id"), person_id=OuterRef("person_id"))
    open_ = (
        RunContact.objects.filter(in_reach(reader), ~Exists(said), run_id__in=[row[0] for row in newest.values()], generation=1, score__gte=HIGH)
        .order_by()
        .values_list("run_id")
        .annotate(many=Count("pk"))
    )
    counts = dict(open_.values_list("run_id", "many"))
    made = [WaitingRun(code, case, at, counts.get(pk, 0), failed) for pk, code, case, failed, at in newest.values()]
    return tuple(sorted((row for row in made if row.failed or row.undecided), key=lambda row: row.at))
