"""The page of a case on which staff issue upload codes."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.access.permissions import TRACE
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import case_file as read_case
from truyvet.devices.actions import IssuedUploadCode, UploadCodeRefused, issue_upload_code
from truyvet.devices.actions.upload_codes import CONFIRMED_STATES
from truyvet.devices.confirmed_contacts import confirmed_contacts
from truyvet.devices.forms import IssueCodeForm
from truyvet.devices.labels import CODE_REFUSALS, SHORT_CODE_KINDS
from truyvet.devices.queries import issued_codes
from truyvet.devices.rules.upload_codes import spaced_code
from truyvet.web.form_errors import add_refusals


@staff_door(TRACE, methods=("GET", "POST"))
def upload_codes(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/ca-benh/<case>/ma-bluezone/`` issues an upload code for a case."""
    found = read_case(scope, case)
    if found is None:
        raise Http404
    contacts = confirmed_contacts(scope, case)
    form = IssueCodeForm(request.POST if request.method == "POST" else None, contacts=contacts)
    issued: IssuedUploadCode | None = None
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        arguments = {
            "event_id": cleaned["event_id"],
            "kind": cleaned["kind"],
            "contact": cleaned.get("contact", ""),
            "send": cleaned["send"],
        }
        try:
            issued = issue_upload_code(by=by, now=now, scope=scope, case_code=case, **arguments)
        except UploadCodeRefused as refused:
            add_refusals(form, refused.refusals, CODE_REFUSALS)
        else:
            form = IssueCodeForm(contacts=contacts)
    context = {
        "case": found,
        "stands": found.state in CONFIRMED_STATES and found.names_open,
        "form": form,
        "given": issued,
        "spoken": spaced_code(issued.code) if issued else "",
        "before": [(row, SHORT_CODE_KINDS[row.kind], _state(row.used_at, row.expires_at, now)) for row in issued_codes(scope, found.id)],
    }
    response = render(request, "devices/codes.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _state(used: datetime | None, expires: datetime, now: datetime) -> str:
    if used is not None:
        return "used"
    return "ended" if expires <= now else "living"
