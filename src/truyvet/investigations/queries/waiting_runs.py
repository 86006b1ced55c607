"""What waits in this room: contacts near to a case whom nobody has called yet, and runs that could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, visible_codes
from truyvet.investigations.models import Decision, Run, RunContact
from truyvet.investigations.queries.runs import in_reach
from truyvet.investigations.rules.runs import HIGH_SCORE, RunState
from truyvet.people.queries.persons_in_scope import chunks

_Row: TypeAlias = tuple[int, str, str, int, str, datetime | None, datetime]
"""Of a run: row, code, code of its case, row of its case, state, when it was finished and when it was asked."""


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """The newest run of a case: how many near contacts (F1, high) are undecided; ``failed`` when it has no answer."""

    code: str
    case: str
    at: datetime
    undecided: int
    failed: bool


def waiting_runs(scope: Scope) -> tuple[WaitingRun, ...]:
    """Returns the runs of the scope that need somebody, oldest first. A failed one that was asked again waits for nobody.

    At most five statements up to 10,000 cases, however many runs there are.
    """
    reader = require_scope(scope)
    runs = Run.objects.filter(case__in=cases_in_scope(reader).values("pk"))
    place = Window(RowNumber(), partition_by=[F("case_id"), F("state")], order_by=[F("created_at").desc(), F("pk").desc()])
    newest, hidden = _seen(reader, runs.annotate(place=place).filter(place=1))
    for part in chunks(hidden):
        # A run from cases elsewhere too is not this reader's: an older one of the same case may be.
        newest += _seen(reader, runs.filter(case_id__in=part))[0]
    chosen: dict[int, tuple[int, str, str, bool, datetime]] = {}
    asked_again: set[int] = set()
    for pk, code, case, case_id, state, finished, created in sorted(newest, key=lambda row: (row[6], row[0]), reverse=True):
        if state in (RunState.QUEUED.value, RunState.RUNNING.value):
            asked_again.add(case_id)
        elif state == RunState.DONE.value or case_id not in asked_again:
            chosen.setdefault(case_id, (pk, code, case, state == RunState.FAILED.value, finished or created))
    decisions = Decision.objects.filter(case_id=OuterRef("run__case_id"), person_id=OuterRef("person_id"))
    undecided = RunContact.objects.filter(in_reach(reader), ~Exists(decisions), generation=1, score__gte=HIGH_SCORE).order_by()
    counts: dict[int, int] = {}
    for part in chunks(row[0] for row in chosen.values()):
        counts.update(undecided.filter(run_id__in=part).values_list("run_id").annotate(many=Count("pk")))
    made = [WaitingRun(code, case, at, counts.get(pk, 0), failed) for pk, code, case, failed, at in chosen.values()]
    return tuple(sorted((row for row in made if row.failed or row.undecided), key=lambda row: row.at))


def _seen(scope: Scope, runs: QuerySet[Run]) -> tuple[list[_Row], set[int]]:
    """Returns those of ``runs`` all of whose cases the reader sees, and the case rows of the others."""
    rows = list(runs.values_list("codes", "pk", "code", "case__code", "case_id", "state", "finished_at", "created_at"))
    visible = visible_codes(scope, {code for row in rows for code in row[0]})
    return [row[1:] for row in rows if visible.issuperset(row[0])], {row[4] for row in rows if not visible.issuperset(row[0])}
