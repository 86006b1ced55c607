"""A closed day as a page that can be printed, with every published sum."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.reports.forms import in_reader_language
from truyvet.reports.permissions import SEE_REPORTS
from truyvet.reports.queries.report_file import closure_file, is_signed
from truyvet.reports.rules.report_form import form_on
from truyvet.reports.views.days import day_and_unit, named_sums


@staff_door(SEE_REPORTS)
def closure(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/ban-chot/`` shows the closed day."""
    on, found = day_and_unit(scope, day, unit)
    closed = closure_file(scope, found, on)
    if closed is None:
        raise Http404
    form = form_on(on)
    names = {code: in_reader_language(figure.label) for code, figure in form.by_code().items()}
    context = {
        "closed": closed, "unit": found, "day": on, "sums": named_sums(form, closed.last.sums, closed.last.counted),
        "lines": [(line, [(names.get(each.code, each.code), each) for each in line.changes]) for line in closed.lines],
        "is_signed": is_signed(scope, closed.last.id), "is_confirmed": form.is_confirmed,
    }  # fmt: skip
    return render(request, "reports/closure.html", context)
