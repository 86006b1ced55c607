"""This room's share of the page of a case: what laboratories said of the person, above all where that contradicts itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.laboratory.labels import METHODS, OUTCOMES
from truyvet.laboratory.permissions import ORDER_TESTS
from truyvet.laboratory.person import timeline_entries
from truyvet.laboratory.queries import has_test_orders, results_of
from truyvet.laboratory.rules.results import LabOutcome, contradicted_samples
from truyvet.people.values import PersonLink


def person_link(scope: object, permissions: Collection[str], person_id: int, code: str) -> PersonLink | None:
    """Returns the way to the person's tests, or to a first one, for a reader who may."""
    reader = require_scope(scope)
    if ORDER_TESTS.value not in permissions:
        return None
    if has_test_orders(reader, person_id):
        return PersonLink(gettext("Xem xét nghiệm"), f"{reverse('laboratory:orders')}?nguoi={code}", "test")
    return PersonLink(gettext("Chỉ định xét nghiệm"), f"{reverse('laboratory:order')}?nguoi={code}", "test")


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section of the laboratories on the page of a case, empty where they said nothing, and its entries in the course."""
    rows = results_of(scope, (state.case.person_id,)).get(state.case.person_id, ())
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    link = person_link(scope, permissions, state.case.person_id, state.case.person_code) if state.is_open else None
    if not rows and link is None:
        return CasePagePart("", ())
    context = {
        "link": link,
        "results": [(row, METHODS[row.method], *OUTCOMES[row.outcome]) for row in reversed(rows)],
        "contradicted": sorted(contradicted_samples((row.sample, row.outcome) for row in rows if not row.is_corrected)),
        # Somebody may be about to stand for it as the second person.
        "withdrawn": sorted({row.sample for row in rows if row.is_corrected and row.outcome is LabOutcome.POSITIVE}),
    }
    return CasePagePart(render_to_string("laboratory/case_section.html", context, request=request), timeline_entries(rows))
