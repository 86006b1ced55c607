"""This room's share of the page of a case: what laboratories said of the person, above all where that contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string

from truyvet.audit.values import Scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.laboratory.labels import METHODS, OUTCOMES
from truyvet.laboratory.person import timeline_entries
from truyvet.laboratory.queries import results_of
from truyvet.laboratory.rules.results import LabOutcome, contradicted_samples


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section of the laboratories on the page of a case, empty where they said nothing, and its entries in the course."""
    rows = results_of(scope, (state.case.person_id,)).get(state.case.person_id, ())
    if not rows:
        return CasePagePart("", ())
    context = {
        "results": [(row, METHODS[row.method], *OUTCOMES[row.outcome]) for row in reversed(rows)],
        "contradicted": sorted(contradicted_samples((row.sample, row.outcome) for row in rows if not row.is_corrected)),
        # Somebody may be about to stand for it as the second person.
        "withdrawn": sorted({row.sample for row in rows if row.is_corrected and row.outcome is LabOutcome.POSITIVE}),
    }
    return CasePagePart(render_to_string("laboratory/case_section.html", context, request=request), timeline_entries(rows))
