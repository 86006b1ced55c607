"""This room's share of other rooms' pages: the section on the page of a case, and what a venue's keeper is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string

from truyvet.audit.values import By, Scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.notices.actions.notices import open_as_keeper
from truyvet.notices.labels import KEEPER_ADVICE
from truyvet.notices.permissions import DECIDE_NOTICES
from truyvet.notices.queries.notices import keeper_notices, told_of_case


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section about notices for those who decide on them, and nothing for others."""
    if not state.case.names_open or DECIDE_NOTICES.value not in getattr(request, "permissions", ()):
        return CasePagePart("", ())
    total, told = told_of_case(scope, state.case.code)
    context = {"case": state.case.code, "total": total, "told": told}
    return CasePagePart(render_to_string("notices/case_section.html", context, request=request), ())


def venue_home_part(request: HttpRequest, *, scope: Scope, by: By, now: datetime, venue_id: int) -> str:
    """Returns what the keeper of a venue is told, and records that it was opened."""
    rows = keeper_notices(scope, venue_id, now)
    if not rows:
        return ""
    fresh = [row.code for row in rows if row.keeper_at is None]
    if fresh:
        open_as_keeper(by=by, now=now, codes=fresh)
    return render_to_string("notices/keeper_section.html", {"rows": rows, "advice": KEEPER_ADVICE}, request=request)
