"""This room's share of the page of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string

from truyvet.access.permissions import SEE_RUN
from truyvet.audit.values import Scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.followup.queries.case_consequences import case_consequences


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section on the page of a case that leads there; nothing while nobody is followed because of it."""
    if SEE_RUN.value not in getattr(request, "permissions", ()):
        return CasePagePart("", ())
    found = case_consequences(scope, state.case.code)
    if found is None or not found.persons:
        return CasePagePart("", ())
    return CasePagePart(render_to_string("followup/case_section.html", {"found": found}, request=request), ())
