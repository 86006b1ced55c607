"""The page of imports: what came in, and whether every row of it is accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.exchange.actions import open_likely, open_rejects
from truyvet.exchange.labels import AGREEMENTS, KINDS, UPLOAD_STATES
from truyvet.exchange.permissions import IMPORT_RECORDS, SEE_IMPORTS
from truyvet.exchange.queries import (
    ImportJobPage,
    ImportJobRow,
    import_job,
    likely_rows,
    list_import_jobs,
    list_uploads,
    own_upload_of_job,
    reject_sums,
)
from truyvet.exchange.reject_reasons import reason_by_code
from truyvet.exchange.rules import ImportState
from truyvet.exchange.suggestions import column_label
from truyvet.people.permissions import MERGE_PEOPLE
from truyvet.tabular import Language
from truyvet.web.component_values import Headline
from truyvet.web.display_format import number_words


@dataclass(frozen=True, slots=True)
class ImportJobLine:
    """A row of the list with its words; ``state`` is one of the tag component."""

    row: ImportJobRow
    kind: str
    word: str
    state: str


@staff_door(SEE_IMPORTS)
def jobs(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nhap-du-lieu/`` lists the imports, and the reader's own files that wait."""
    found = list_import_jobs(scope, page=request.GET.get("trang"))
    may_import = _may_import(request)
    uploads = [(each, KINDS[each.kind], *UPLOAD_STATES[each.state]) for each in list_uploads(scope)] if may_import else []
    context = {
        "lines": [_line(row) for row in found.jobs.rows], "heading": headline(found), "page": found.jobs, "may_import": may_import,
        "uploads": uploads,
    }  # fmt: skip
    return render(request, "exchange/jobs.html", context)


@staff_door(SEE_IMPORTS)
def job(request: HttpRequest, *, scope: Scope, by: By, now: datetime, job: int) -> HttpResponse:
    """``/nhap-du-lieu/<number>/``: the counts and reasons of one import; whoever uploaded it also gets its rejected rows."""
    found = import_job(scope, job)
    if found is None:
        raise Http404
    language: Language = "en" if (get_language() or "vi").startswith("en") else "vi"
    upload = own_upload_of_job(scope, job) if _may_import(request) else None
    findings = upload.findings if upload else {}
    done_before = findings.get("done_before")
    context = {
        "line": _line(found), "headlines": [
            Headline(_("Đã đọc"), number_words(found.read)), Headline(_("Nhận"), number_words(found.accepted)),
            Headline(_("Loại ra"), number_words(found.rejected)), Headline(_("Trùng"), number_words(found.duplicate)),
            *([Headline(_("Chưa rõ mẫu"), number_words(found.unresolved), _("trong số đã nhận"), state="bad")] if found.unresolved else []),
        ],
        "reasons": [
            (column_label(column, language), reason_by_code(code).text(language), rows) for column, code, rows in reject_sums(scope, job)
        ],
        "upload": upload, "warnings": [each[language] for each in findings.get("warnings", ())],
        "done_before": datetime.fromisoformat(done_before) if done_before else None,
        "likely": likely_rows(scope, job).total, "may_look": _may_import(request) and scope.whole_province,
        "may_open": _may_import(request) and scope.whole_province and found.rejected,
    }  # fmt: skip
    return render(request, "exchange/job.html", context)


@staff_door(IMPORT_RECORDS)
def rejects(request: HttpRequest, *, scope: Scope, by: By, now: datetime, job: int) -> HttpResponse:
    """``/nhap-du-lieu/<number>/dong-bi-loai/``: row, column and reason of what was rejected, with the codes of conflicts. Recorded."""
    found = import_job(scope, job)
    if found is None or not scope.whole_province:
        raise Http404
    page = open_rejects(by=by, now=now, scope=scope, job=job, page=request.GET.get("trang"))
    language: Language = "en" if (get_language() or "vi").startswith("en") else "vi"
    lines = [
        (each.number, column_label(each.column, language), reason_by_code(each.reason, each.detail).text(language)) for each in page.rows
    ]
    return render(request, "exchange/rejects.html", {"line": _line(found), "lines": lines, "page": page})


@staff_door(IMPORT_RECORDS)
def likely(request: HttpRequest, *, scope: Scope, by: By, now: datetime, job: int) -> HttpResponse:
    """``/nhap-du-lieu/<number>/co-the-trung/``: rows whose new person is likely somebody known; next comes the merge question. Recorded."""
    found = import_job(scope, job)
    if found is None or not scope.whole_province:
        raise Http404
    page = open_likely(by=by, now=now, scope=scope, job=job, page=request.GET.get("trang"))
    lines = [(each, [AGREEMENTS[word] for word in AGREEMENTS if word in each.agreed.split(",")]) for each in page.rows]
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    context = {"line": _line(found), "lines": lines, "page": page, "may_merge": MERGE_PEOPLE.value in permissions}
    return render(request, "exchange/likely.html", context)


def _may_import(request: HttpRequest) -> bool:
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    return IMPORT_RECORDS.value in permissions


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
