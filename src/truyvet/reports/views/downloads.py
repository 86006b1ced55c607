"""A closed day as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.reports.documents import reported_day
from truyvet.reports.forms import in_reader_language
from truyvet.reports.outputs.data_values import adx_xml, data_values_json
from truyvet.reports.outputs.reported_day import ReportedDay
from truyvet.reports.outputs.workbook import workbook
from truyvet.reports.permissions import SEE_REPORTS
from truyvet.reports.queries.report_file import closure_file, signed_pdf
from truyvet.reports.rules.report_states import ReportAbsent
from truyvet.reports.views.days import day_and_unit


@staff_door(SEE_REPORTS)
def download(request: HttpRequest, *, scope: Scope, by: By, now: datetime, day: str, unit: str, file: str) -> HttpResponse:
    """``/bao-cao/<day>/<unit>/ban-chot/<file>/`` gives the newest published sum as a file."""
    on, found = day_and_unit(scope, day, unit)
    if file == PDF:
        closed = closure_file(scope, found, on)
        made = signed_pdf(scope, closed.last.id) if closed else None
        if made is None:
            raise Http404
        kind = "application/pdf"
    elif file in FILES:
        kind, make = FILES[file]
        try:
            made = make(reported_day(scope, found.id, on))
        except ReportAbsent:
            raise Http404 from None
    else:
        raise Http404
    response = HttpResponse(made, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{unit}-{on.isoformat()}-{file}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _workbook(reported: ReportedDay) -> bytes:
    return workbook(reported, {figure.code: in_reader_language(figure.label) for figure in reported.form.figures})


PDF: Final = "bao-cao.pdf"
FILES: Final[Mapping[str, tuple[str, Callable[[ReportedDay], bytes]]]] = {
    "bao-cao.xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workbook),
    "dhis2.json": ("application/json", data_values_json),
    "adx.xml": ("application/xml", adx_xml),
}
"""Every file but the signed one, which is made once: its kind and who makes it."""
