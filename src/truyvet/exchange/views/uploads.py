"""The page of one uploaded file: its first rows with the mapping, its progress, and what to do when it stopped."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.exchange.actions import UploadRefused, add_upload, discard_upload, download_rejects, save_mapping, start_upload
from truyvet.exchange.forms import MappingForm, UploadForm
from truyvet.exchange.import_order import ImportOrder
from truyvet.exchange.kinds import KINDS
from truyvet.exchange.labels import KINDS as KIND_LABELS
from truyvet.exchange.labels import UPLOAD_REFUSALS
from truyvet.exchange.memory_file import memory_file
from truyvet.exchange.permissions import IMPORT_RECORDS
from truyvet.exchange.queries import UploadFile, commune_names, own_upload, saved_mappings, upload_content
from truyvet.exchange.rules import ImportKind, UploadState
from truyvet.exchange.suggestions import MAX_UNKNOWN_WORDS, unknown_words
from truyvet.exchange.upload_settings import UploadSettings, settings_from
from truyvet.tabular import FileRefused, Language, open_table

MAX_PREVIEW_ROWS: Final = 5
MAX_PREVIEW_CHARS: Final = 60
"""Of a cell, on the page."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The header and first rows of a file, or why there are none."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    problem: str = ""


@staff_door(IMPORT_RECORDS, methods=("GET", "POST"))
def upload(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/nhap-du-lieu/tep-moi/`` takes a file."""
    if not scope.whole_province:
        return render(request, "exchange/upload.html", {"form": None}, status=200 if request.method == "GET" else 422)
    if request.method == "GET":
        return render(request, "exchange/upload.html", {"form": UploadForm(initial={"kind": ImportKind.PEOPLE.value})})
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            code = add_upload(
                by=by, now=now, scope=scope, kind=ImportKind(form.cleaned_data["kind"]), ending=PurePath(file.name).suffix.lower(),
                content=file.read(),
            )  # fmt: skip
        except UploadRefused as refused:
            form.add_error("file", str(UPLOAD_REFUSALS[refused.code]))
        else:
            return HttpResponseRedirect(reverse("exchange:upload_page", kwargs={"code": code}))
    return render(request, "exchange/upload.html", {"form": form}, status=422)


@staff_door(IMPORT_RECORDS, methods=("GET", "POST"))
def upload_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhap-du-lieu/tep/<code>/``: the mapping of one's own file, then how far its import is."""
    found = own_upload(scope, code)
    if found is None:
        raise Http404
    if request.method == "POST" and (answer := _step(request, scope, by, now, found)) is not None:
        return answer
    if found.state is UploadState.DRAFT:
        return _mapping_page(request, scope, by, now, found)
    if request.headers.get("HX-Request"):
        response = render(request, "exchange/progress.html", _progress(found))
        if found.state not in (UploadState.WAITING, UploadState.RUNNING):
            response.headers["HX-Refresh"] = "true"
        return response
    if found.state is UploadState.DONE and found.job is not None:
        return HttpResponseRedirect(reverse("exchange:job", kwargs={"job": found.job.id}))
    return render(request, "exchange/upload_progress.html", {"upload": found, "kind": KIND_LABELS[found.kind], **_progress(found)})


@staff_door(IMPORT_RECORDS)
def rejected_rows(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/nhap-du-lieu/tep/<code>/dong-bi-loai/``: the rejected rows of one's own file, to be mended. Recorded."""
    try:
        content = download_rejects(by=by, now=now, scope=scope, code=code)
    except UploadRefused:
        raise Http404 from None
    ending = "xlsx" if content.startswith(b"PK") else "csv"
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="dong-bi-loai-{code}.{ending}"'
    return response


def _step(request: HttpRequest, scope: Scope, by: By, now: datetime, found: UploadFile) -> HttpResponse | None:
    """Takes the steps that need no mapping; None where the mapping is meant."""
    try:
        if request.POST.get("do") == "discard":
            discard_upload(by=by, now=now, scope=scope, code=found.code)
            messages.success(request, _("Đã xóa tệp. Những gì đã nhập trước đó vẫn còn."))
            return HttpResponseRedirect(reverse("exchange:jobs"))
        if request.POST.get("do") == "continue" and found.state is UploadState.STOPPED:
            start_upload(by=by, now=now, scope=scope, code=found.code)
            return HttpResponseRedirect(reverse("exchange:upload_page", kwargs={"code": found.code}))
    except UploadRefused as refused:
        messages.error(request, str(UPLOAD_REFUSALS[refused.code]))
        return HttpResponseRedirect(reverse("exchange:upload_page", kwargs={"code": found.code}))
    return None


def _mapping_page(request: HttpRequest, scope: Scope, by: By, now: datetime, found: UploadFile) -> HttpResponse:
    saved, communes = saved_mappings(scope, found.kind), commune_names(scope)
    settings, posted, status = found.settings, request.method == "POST", 200
    if posted and request.POST.get("do") == "use":
        settings = saved.get(request.POST.get("saved", ""), settings)
    with memory_file(upload_content(scope, found.code), found.ending) as path:
        header, sheet = (_header(request.POST), request.POST.get("sheet", "")) if posted and request.POST.get("do") != "use" else (
            settings.mapping.header_row, settings.mapping.sheet,
        )  # fmt: skip
        preview = read_preview(path, found, header, sheet)
        mark = hashlib.sha256(repr(preview.columns).encode()).hexdigest()
        same_columns = request.POST.get("columns") == mark
        bound = request.POST if posted and request.POST.get("do") in ("start", "show") and (same_columns or preview.problem) else None
        if bound is None and posted and request.POST.get("do") != "use":
            # Another header or sheet: other columns, so that what was chosen for the old ones means nothing.
            settings = settings_from({})
        form = MappingForm(bound, kind=found.kind, columns=preview.columns, communes=communes, settings=settings)
        problems = _problems(found)
        if bound is not None and request.POST.get("do") == "start":
            status = 422
            if not preview.problem and form.is_valid():
                problems = _start(scope, by, now, found, form, path)
                if not problems and not form.words_wait:
                    return HttpResponseRedirect(reverse("exchange:upload_page", kwargs={"code": found.code}))
    if bound is None and posted:
        form.initial.update({"header_row": header, "sheet": sheet})
    columns = [
        (form[f"cot_{place}"], preview.columns[place], [row[place][:MAX_PREVIEW_CHARS] for row in preview.rows if place < len(row)])
        for place in form.places
    ]
    context = {
        "upload": found, "kind": KIND_LABELS[found.kind], "form": form, "columns": columns, "preview": preview, "problems": problems,
        "words": [(form[name], each) for each, name in form.words], "saved": sorted(saved), "mark": mark,
    }  # fmt: skip
    return render(request, "exchange/mapping.html", context, status=status)


def _start(scope: Scope, by: By, now: datetime, found: UploadFile, form: MappingForm, path: Path) -> list[str]:
    """Starts the import when nothing is left to be asked; returns what is wrong with the file as it is mapped."""
    settings = form.settings()
    try:
        words = unknown_words(_order(found, settings, path), form.communes)
    except FileRefused as refused:
        return [_problem_words(each.row, each.column, each.reason.text(_language())) for each in refused.problems]
    strange = [target for target, count in Counter(each.target for each in words).items() if count > MAX_UNKNOWN_WORDS]
    if strange:
        return [_problem_words(None, target, _("có quá nhiều từ không hiểu; có lẽ đã chọn nhầm cột")) for target in strange]
    if not form.ask_words(words):
        return []
    settings = form.settings()
    try:
        start_upload(by=by, now=now, scope=scope, code=found.code, settings=settings)
    except UploadRefused as refused:
        return [str(UPLOAD_REFUSALS[refused.code])]
    if name := form.cleaned_data["mapping_name"].strip():
        save_mapping(by=by, now=now, kind=found.kind, name=name, settings=settings)
    return []


def _order(found: UploadFile, settings: UploadSettings, path: Path) -> ImportOrder:
    return ImportOrder(
        kind=found.kind, path=path, name=f"{found.code}{found.ending}", mapping=settings.mapping, choices=settings.choices(None),
        is_confirmed=True,
    )  # fmt: skip


def read_preview(path: Path, found: UploadFile, header_row: int | None, sheet: str) -> FilePreview:
    """Returns the first rows of a file as it lies."""
    try:
        with open_table(path, name=f"{found.code}{found.ending}", sheet=sheet or None, header_row=header_row,
                        wanted=KINDS[found.kind].required) as table:  # fmt: skip
            return FilePreview(table.columns, tuple(row.cells for row in islice(table.rows(), MAX_PREVIEW_ROWS)))
    except FileRefused as refused:
        return FilePreview(problem=" ".join(each.reason.text(_language()) for each in refused.problems[:1]))


def _header(posted: Mapping[str, Any]) -> int | None:
    with suppress(ValueError):
        return min(50, max(0, int(posted.get("header_row", ""))))
    return None


def _progress(found: UploadFile) -> dict[str, object]:
    is_moving = found.state in (UploadState.WAITING, UploadState.RUNNING)
    return {
        "words": _("Đang nhập") if found.state is UploadState.RUNNING else _("Đang chờ đến lượt"), "job": found.job,
        "poll": reverse("exchange:upload_page", kwargs={"code": found.code}) if is_moving else "", "problems": _problems(found),
    }  # fmt: skip


def _problems(found: UploadFile) -> list[str]:
    """Why the worker refused or stopped the file."""
    told = [_problem_words(each["row"], each["column"], each[_language()]) for each in found.findings.get("problems", ())]
    return told or ([_("Máy gặp lỗi khi nhập; lỗi đã được ghi lại.")] if found.findings.get("failed") else [])


def _problem_words(row: int | None, column: str | None, reason: str) -> str:
    place = [_("dòng %(row)s") % {"row": row}] if row is not None else []
    place += [_("cột %(column)s") % {"column": column}] if column else []
    return f"{', '.join(place)}: {reason}" if place else _("Tệp %(reason)s.") % {"reason": reason}


def _language() -> Language:
    return "en" if (get_language() or "vi").startswith("en") else "vi"
