"""The roster of a unit, and what the province has set: from when, from whom, to whom."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import AdministrativeUnit
from truyvet.places.rules import UnitLevel
from truyvet.reports.actions import set_up
from truyvet.reports.forms import BodyForm, DutyForm, RecipientsForm
from truyvet.reports.labels import REFUSALS
from truyvet.reports.permissions import ASK_REPORT, FILL_REPORT
from truyvet.reports.queries.report_settings import commune_names, report_settings, roster_lines
from truyvet.reports.queries.report_units import own_unit, unit_in_reach
from truyvet.reports.rules.report_form import form_on
from truyvet.reports.rules.report_states import ReportAbsent, ReportRefused
from truyvet.web.form_errors import add_refusals


@staff_door(FILL_REPORT, methods=("GET", "POST"))
def roster(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/bao-cao/truc/<unit>/`` shows who answers for a unit's report, and takes a further line."""
    today = LocalDay.of(now)
    found = _unit(scope, unit, today)
    form = DutyForm(request.POST or None, initial={"first_day": today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        entry = set_up.DutyEntry(unit, told["name"], told["phone"], told["rank"], told["first_day"], told["last_day"])
        try:
            set_up.set_duty(by=by, now=now, scope=scope, entry=entry)
        except ReportRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã ghi lịch trực."))
            return HttpResponseRedirect(reverse("reports:roster", kwargs={"unit": unit}))
    context = {"unit": found, "lines": roster_lines(scope, found, today), "form": form, "today": today}
    return render(request, "reports/roster.html", context, status=422 if form.errors else 200)


@staff_door(FILL_REPORT, methods=("POST",))
def remove_from_roster(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str, duty_id: int) -> HttpResponse:
    """``/bao-cao/truc/<unit>/<id>/bo/`` strikes a line out."""
    try:
        set_up.remove_duty(by=by, now=now, scope=scope, unit=unit, duty_id=duty_id)
    except ReportAbsent:
        raise Http404 from None
    messages.success(request, _("Đã bỏ dòng lịch trực."))
    return HttpResponseRedirect(reverse("reports:roster", kwargs={"unit": unit}))


def _unit(scope: Scope, unit: str, today: LocalDay) -> AdministrativeUnit:
    try:
        return unit_in_reach(scope, unit, today)
    except ReportAbsent:
        raise Http404 from None


@staff_door(ASK_REPORT)
def settings(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/bao-cao/cai-dat/`` shows what the province has set."""
    return _settings(request, scope, now)


def _settings(
    request: HttpRequest, scope: Scope, now: datetime, *, body: BodyForm | None = None, recipients: RecipientsForm | None = None
) -> HttpResponse:
    today = LocalDay.of(now)
    unit = own_unit(scope, today)
    if unit is None or unit.level is not UnitLevel.PROVINCE:
        raise Http404
    found = report_settings(scope, unit, request.GET.get("trang", 1))
    context = {
        "unit": unit, "found": found, "hours": form_on(today).hours, "today": today,
        "body_form": body or BodyForm(None, communes=commune_names(scope, unit, today)),
        "recipients_form": recipients or RecipientsForm(None, initial={"addresses": "\n".join(found.addresses)}),
    }  # fmt: skip
    return render(request, "reports/settings.html", context, status=422 if body or recipients else 200)


@staff_door(ASK_REPORT, methods=("POST",))
def change_settings(request: HttpRequest, *, scope: Scope, by: By, now: datetime, step: str) -> HttpResponse:
    """``/bao-cao/cai-dat/<step>/`` begins or ends the asking, adds or ends a body, sets the recipients."""
    today = LocalDay.of(now)
    unit = own_unit(scope, today)
    if unit is None or unit.level is not UnitLevel.PROVINCE:
        raise Http404
    try:
        if step == "bat-dau":
            set_up.ask_reports(by=by, now=now, scope=scope, unit=unit.code, first_day=today)
        elif step == "thoi":
            set_up.end_reports(by=by, now=now, scope=scope, unit=unit.code)
        elif step == "bo-co-quan":
            set_up.end_body(by=by, now=now, scope=scope, unit=unit.code, code=request.POST.get("body", ""))
        elif step == "co-quan":
            body = BodyForm(request.POST, communes=commune_names(scope, unit, today))
            if not body.is_valid():
                return _settings(request, scope, now, body=body)
            told = body.cleaned_data
            set_up.add_body(by=by, now=now, scope=scope, unit=told["commune"], name=told["name"], first_day=today)
        elif step == "noi-nhan":
            recipients = RecipientsForm(request.POST)
            if not recipients.is_valid():
                return _settings(request, scope, now, recipients=recipients)
            set_up.set_recipients(by=by, now=now, scope=scope, unit=unit.code, addresses=recipients.cleaned_data["addresses"])
        else:
            raise Http404
    except ReportAbsent:
        raise Http404 from None
    messages.success(request, _("Đã ghi."))
    return HttpResponseRedirect(reverse("reports:settings"))
