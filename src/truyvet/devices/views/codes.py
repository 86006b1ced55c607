"""Giving out upload codes, on a page of the case."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.access.roles import Permission
from truyvet.audit.values import By, Scope
from truyvet.cases.queries import case as read_case
from truyvet.devices.actions import CodeNotGiven, GivenCode, give_code
from truyvet.devices.actions.coding import STANDING
from truyvet.devices.contacts import confirmed_contacts
from truyvet.devices.forms import GiveCodeForm
from truyvet.devices.queries import codes_given
from truyvet.devices.rules.codes import spaced
from truyvet.devices.words import REFUSED, SHORT_KINDS


@staff_door(Permission.TRACE, methods=("GET", "POST"))
def upload_codes(request: HttpRequest, *, scope: Scope, by: By, now: datetime, case: str) -> HttpResponse:
    """``/ca-benh/<case>/ma-bluezone/``"""
    found = read_case(scope, case)
    if found is None:
        raise Http404
    contacts = confirmed_contacts(scope, case)
    form = GiveCodeForm(request.POST if request.method == "POST" else None, contacts=contacts)
    given: GivenCode | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {"event_id": said["event_id"], "kind": said["kind"], "contact": said.get("contact", ""), "send": said["send"]}
        try:
            given = give_code(by=by, now=now, scope=scope, case_code=case, **told)
        except CodeNotGiven as refused:
            form.add_error(None, str(REFUSED[refused.reason]))
        else:
            form = GiveCodeForm(contacts=contacts)
    context = {
        "case": found,
        "stands": found.state in STANDING and found.names_open,
        "form": form,
        "given": given,
        "spoken": spaced(given.code) if given else "",
        "before": [(row, SHORT_KINDS[row.kind], _state(row.used_at, row.expires_at, now)) for row in codes_given(scope, found.id)],
    }
    response = render(request, "devices/codes.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _state(used: datetime | None, expires: datetime, now: datetime) -> str:
    if used is not None:
        return "used"
    return "ended" if expires <= now else "living"
