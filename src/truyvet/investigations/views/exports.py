"""Taking a run's list out as a file: first what it holds and what for, then the file. A mark on it leads back to who took it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from truyvet.access.doors import staff_door
from truyvet.access.permissions import EXPORT, OPEN_NAMES
from truyvet.access.queries import staff_names
from truyvet.audit.values import By, Scope
from truyvet.investigations.contact_filters import ContactListFilters
from truyvet.investigations.definition_labels import describe_definition
from truyvet.investigations.exports import files
from truyvet.investigations.exports.log import MAX_PDF_ROWS, ContactExport, ExportKind, ExportPurpose, record_export
from truyvet.investigations.queries import RunFile, contact_page, run
from truyvet.investigations.rules.runs import RunRefused
from truyvet.tracing.contact_definition import definition_from_values
from truyvet.web.component_values import Tab
from truyvet.web.display_format import full_words, number_words
from truyvet.web.form_errors import add_refusals

PURPOSES: Final = {
    ExportPurpose.CALLS: gettext_lazy("Gọi điện cho người tiếp xúc"),
    ExportPurpose.QUARANTINE: gettext_lazy("Giao cho xã, phường lập danh sách cách ly"),
    ExportPurpose.REPORT: gettext_lazy("Báo cáo cấp trên"),
    ExportPurpose.HANDOVER: gettext_lazy("Bàn giao ca trực"),
}
REFUSALS: Final = {
    "names_closed": gettext_lazy("Tên chưa mở cho lần truy vết này: có ca chưa đủ hai người xác nhận. Hãy xuất không kèm tên."),
    "too_long": gettext_lazy("Danh sách quá dài để in. Hãy lọc bớt, hoặc xuất XLSX."),
}
TYPES: Final = {
    ExportKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportKind.CSV: "text/csv; charset=utf-8",
    ExportKind.PDF: "application/pdf",
}
KIND_WORDS: Final = {ExportKind.XLSX: "XLSX (Excel)", ExportKind.CSV: "CSV", ExportKind.PDF: gettext_lazy("PDF để in")}


class ExportForm(forms.Form):
    """What for, and whether with names."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Dùng để làm gì"),
        widget=forms.RadioSelect,
        choices=[(each.value, words) for each, words in PURPOSES.items()],
        help_text=gettext_lazy("Được ghi vào nhật ký cùng tên bạn."),
        error_messages={"required": gettext_lazy("Hãy chọn danh sách này dùng để làm gì.")},
    )
    names = forms.BooleanField(
        label=gettext_lazy("Kèm tên, số điện thoại và địa chỉ"),
        required=False,
        help_text=gettext_lazy("Mỗi người trong danh sách xem được rằng tên mình đã được mở. Không chọn thì chỉ có mã hồ sơ."),
    )

    def __init__(self, *args: object, may_open: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_open:
            del self.fields["names"]


@staff_door(EXPORT, methods=("GET", "POST"))
def export(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, kind: str) -> HttpResponseBase:
    """``/truy-vet/<code>/xuat/<kind>/``: the filters of the list stand in the address."""
    found = run(scope, code)
    if found is None or not found.done or kind not in set(ExportKind):
        raise Http404
    wanted = ContactListFilters.read(request.GET)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_open = found.names_open and OPEN_NAMES.value in permissions
    form = ExportForm(request.POST if request.method == "POST" else None, may_open=may_open)
    if form.is_bound and form.is_valid():
        try:
            made = record_export(
                by=by,
                now=now,
                scope=scope,
                run=found,
                wanted=wanted.wanted,
                kind=ExportKind(kind),
                purpose=ExportPurpose(form.cleaned_data["purpose"]),
                names=bool(form.cleaned_data.get("names")),
            )
        except RunRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            return _file(scope, made, ExportKind(kind))
    total = contact_page(scope, found, wanted.wanted, size=1).contacts.total
    return render(
        request, "investigations/export.html", _context(request, found, ExportKind(kind), total, form), status=422 if form.is_bound else 200
    )


def _context(request: HttpRequest, run: RunFile, kind: ExportKind, total: int, form: ExportForm) -> dict[str, object]:
    query = request.GET.urlencode()
    ending = f"?{query}" if query else ""
    tabs = [
        Tab(str(words), reverse("investigations:export", kwargs={"code": run.code, "kind": each.value}) + ending, each is kind)
        for each, words in KIND_WORDS.items()
    ]
    heading = ngettext("Xuất danh sách 1 người", "Xuất danh sách %(n)s người", total) % {"n": number_words(total)}
    return {
        "run": run,
        "form": form,
        "heading": heading,
        "total": total,
        "tabs": tabs,
        "may_open": "names" in form.fields,
        "back": reverse("investigations:run", kwargs={"code": run.code}) + ending,
        "too_long": kind is ExportKind.PDF and total > MAX_PDF_ROWS,
    }


def _file(scope: Scope, made: ContactExport, kind: ExportKind) -> HttpResponseBase:
    name = f"{made.run.case_code}-{made.run.code}-{made.mark}.{kind.value}"
    if kind is ExportKind.XLSX:
        return FileResponse(files.xlsx_file(made), as_attachment=True, filename=name, content_type=TYPES[kind])
    response: HttpResponse | StreamingHttpResponse
    if kind is ExportKind.CSV:
        response = StreamingHttpResponse(files.csv_chunks(made), content_type=TYPES[kind])
    else:
        response = HttpResponse(files.pdf_bytes(made, _heading(scope, made)), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heading(scope: Scope, made: ContactExport) -> files.ExportHeading:
    found, definition = made.run, definition_from_values(made.run.definition)
    maker = staff_names(scope, [scope.staff]).get(scope.staff, "") if scope.staff is not None else ""
    facts = (
        _("Lần truy vết %(run)s, tính đến %(at)s") % {"run": found.code, "at": full_words(datetime.fromtimestamp(found.as_of, UTC))},
        _("Định nghĩa: %(title)s") % {"title": describe_definition(definition).title},
        ngettext("1 người", "%(n)s người", made.total) % {"n": number_words(made.total)},
    )
    return files.ExportHeading(_("Người tiếp xúc của ca %(code)s") % {"code": found.case_code}, facts, files.maker_words(maker, made))
