"""This room's share of the page of a case: its interviews with their versions and drafts, and their entries in the case's course."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.permissions import TRACE
from truyvet.audit.values import Scope
from truyvet.cases.page_parts import CasePagePart, CasePageState
from truyvet.core.room_contract import TimelineEntry
from truyvet.investigations.interview_labels import INTERVIEW_STATES
from truyvet.investigations.queries.interviews import interviews_of_case


def case_page_part(request: HttpRequest, scope: Scope, now: datetime, state: CasePageState, bound: Mapping[str, Form]) -> CasePagePart:
    """Returns the section about interviews for tracers, and nothing for others."""
    if TRACE.value not in getattr(request, "permissions", ()):
        return CasePagePart("", ())
    rows = interviews_of_case(scope, state.case.code)
    context = {
        "case": state.case, "may_enter": state.may_enter and state.is_open, "rows": [(row, INTERVIEW_STATES[row.state]) for row in rows],
    }  # fmt: skip
    section = render_to_string("investigations/case_section.html", context, request=request)
    entries = [
        TimelineEntry(
            row.at, _("phỏng vấn"), _("Phỏng vấn, bản %(n)s") % {"n": row.version},
            _("%(people)s người, %(places)s nơi") % {"people": row.named, "places": row.places},
            reverse("investigations:version", kwargs={"case": row.case, "interview": row.event_id}), icon="message",
        )
        for row in rows if row.version
    ]  # fmt: skip
    return CasePagePart(section, entries)
