"""The page of imports: what came in, and whether every row of it is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.exchange.labels import KINDS
from truyvet.exchange.permissions import IMPORT_RECORDS
from truyvet.exchange.queries import ImportJobPage, ImportJobRow, list_import_jobs
from truyvet.exchange.rules import ImportState
from truyvet.web.display_format import number_words


@dataclass(frozen=True, slots=True)
class ImportJobLine:
    """A row of the list with its words; ``state`` is one of the tag component."""

    row: ImportJobRow
    kind: str
    word: str
    state: str


@staff_door(IMPORT_RECORDS)
def jobs(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nhap-du-lieu/`` lists the imports."""
    found = list_import_jobs(scope, page=request.GET.get("trang"))
    context = {"lines": [_line(row) for row in found.jobs.rows], "heading": headline(found), "page": found.jobs}
    return render(request, "exchange/jobs.html", context)


def headline(found: ImportJobPage) -> str:
    """What the list finds, as its heading."""
    if not found.jobs.total:
        return _("Chưa nhập tệp nào")
    if found.unfinished:
        return ngettext("1 lần nhập chưa xong", "%(n)s lần nhập chưa xong", found.unfinished) % {"n": number_words(found.unfinished)}
    return ngettext("1 tệp đã nhập xong", "%(n)s tệp đã nhập xong", found.jobs.total) % {"n": number_words(found.jobs.total)}


def _line(row: ImportJobRow) -> ImportJobLine:
    if row.state is ImportState.RUNNING:
        word, state = _("đến dòng %(row)s") % {"row": number_words(row.read)}, "warn"
    elif row.rejected:
        word, state = _("xong, có dòng bị loại"), "info"
    else:
        word, state = _("xong"), "good"
    return ImportJobLine(row, str(KINDS[row.kind]), word, state)
