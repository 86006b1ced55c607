"""Whom the newest trace of a case found exposed to it at a venue: for warning them."""

from __future__ import annotations

from collections.abc import Iterator

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope
from truyvet.investigations.models import Run, RunExposure
from truyvet.investigations.rules.runs import RunState
from truyvet.people.queries.merges import merged_entries
from truyvet.tracing.answer import VISIT


def venue_exposures(scope: Scope, case_id: int, person_id: int, venue_id: int) -> Iterator[tuple[int, int, int]]:
    """Yields (person_id, from, until) of exposures to the case's person at the venue, by the newest finished run; else none."""
    runs = Run.objects.filter(case_id=case_id, case__in=cases_in_scope(require_scope(scope)), state=RunState.DONE.value)
    newest = runs.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
    rows = RunExposure.objects.filter(run_id=newest or 0, source__in=merged_entries(person_id), kind=VISIT, place=venue_id, is_link=False)
    yield from rows.values_list("person_id", "start", "end")
