"""One version of an interview to be read, with what changed since the one before, and the form on paper."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.access.permissions import OPEN_NAMES, TRACE
from truyvet.audit.values import By, Scope
from truyvet.cases.permissions import ENTER_CASE
from truyvet.cases.queries import case_file, purpose_of_case
from truyvet.core.local_day import LocalDay
from truyvet.investigations import interview_labels as labels
from truyvet.investigations.interview_pdf import interview_pdf
from truyvet.investigations.queries.interview_places import known_stays
from truyvet.investigations.queries.interview_windows import interview_window
from truyvet.investigations.queries.interviews import InterviewFile, interview_file, interviews_of_case
from truyvet.investigations.rules.interviews import InterviewState, changed_lines
from truyvet.investigations.rules.investigation_form import form_in_force
from truyvet.investigations.views.interview_sheet import event_of
from truyvet.people.actions import open_identities
from truyvet.web.errors import forbidden


@staff_door(TRACE)
def version(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str, interview: UUID) -> HttpResponse:
    """``/ca-benh/<case>/phong-van/<version>/`` shows a version by codes, and how it differs from the one before."""
    found, shown = case_file(scope, case), _found(scope, case, interview)
    rows = [row for row in interviews_of_case(scope, case) if row.document == shown.row.document]
    earlier = next((row for row in rows if row.version == shown.row.version - 1 > 0), None)
    before = interview_file(scope, earlier.event_id) if earlier else None
    form = form_in_force(LocalDay.of(shown.row.at))
    changes = changed_lines(labels.line_words(before, form), labels.line_words(shown, form)) if before else ()
    is_open = shown.row.state is not InterviewState.REPLACED and ENTER_CASE.value in getattr(request, "permissions", ())
    context = {
        "case": found,
        "shown": shown,
        "state": labels.INTERVIEW_STATES[shown.row.state],
        "is_draft": shown.row.state is InterviewState.DRAFT,
        "versions": [(row, labels.INTERVIEW_STATES[row.state]) for row in rows],
        "named": [(each, labels.named_words(each)) for each in shown.named],
        "places": [labels.place_words(each) for each in shown.places],
        "answers": labels.answer_words(form, shown.answers),
        "before": before,
        "changes": [(labels.CHANGES[line.change], line.before, line.after) for line in changes],
        "may_correct": is_open,
    }
    return render(request, "investigations/interview_version.html", context)


@staff_door(OPEN_NAMES, methods=("POST",))
def paper(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/ca-benh/<case>/phong-van/in/`` gives the official form on A4, filled as far as we know, with the name, which is recorded."""
    if TRACE.value not in getattr(request, "permissions", ()):
        return forbidden(request)
    found = case_file(scope, case)
    if found is None or not found.names_open:
        raise Http404
    event = event_of(request.POST.get("version", ""))
    shown = _found(scope, case, event) if event else None
    stays = known_stays(scope, found, interview_window(scope, found, now))
    opened = open_identities(by=by, now=now, scope=scope, person_ids=[found.person_id], purpose=purpose_of_case(scope, found))
    made = interview_pdf(found, opened.get(found.person_id), form_in_force(LocalDay.of(now)), shown, stays, now)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="phieu-dieu-tra-{found.code}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _found(scope: Scope, case: str, interview: UUID) -> InterviewFile:
    shown = interview_file(scope, interview)
    if shown is None or shown.row.case != case:
        raise Http404
    return shown
