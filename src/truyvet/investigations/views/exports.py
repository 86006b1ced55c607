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
from truyvet.access.queries import displays
from truyvet.access.roles import Permission
from truyvet.audit.values import By, Scope
from truyvet.investigations.definition_words import described
from truyvet.investigations.exporting import files
from truyvet.investigations.exporting.giving import PDF_MOST, Given, Kind, Purpose, give_out
from truyvet.investigations.filters import Filters
from truyvet.investigations.queries import RunFile, contact_page, run
from truyvet.investigations.rules.runs import RunRefused
from truyvet.tracing.definition import from_values
from truyvet.web.parts import Tab
from truyvet.web.words import full_words, number_words

PURPOSES: Final = {
    Purpose.CALLS: gettext_lazy("Gọi điện cho người tiếp xúc"),
    Purpose.QUARANTINE: gettext_lazy("Giao cho xã, phường lập danh sách cách ly"),
    Purpose.REPORT: gettext_lazy("Báo cáo cấp trên"),
    Purpose.HANDOVER: gettext_lazy("Bàn giao ca trực"),
}
REFUSALS: Final = {
    "names_closed": gettext_lazy("Tên chưa mở cho lần truy vết này: có ca chưa đủ hai người xác nhận. Hãy xuất không kèm tên."),
    "too_long": gettext_lazy("Danh sách quá dài để in. Hãy lọc bớt, hoặc xuất XLSX."),
}
TYPES: Final = {
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.PDF: "application/pdf",
}
KIND_WORDS: Final = {Kind.XLSX: "XLSX (Excel)", Kind.CSV: "CSV", Kind.PDF: gettext_lazy("PDF để in")}


class ExportForm(forms.Form):
    """What for, and whether with names."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Dùng để làm gì"), widget=forms.RadioSelect, choices=[(each.value, words) for each, words in PURPOSES.items()],
        help_text=gettext_lazy("Được ghi vào nhật ký cùng tên bạn."),
        error_messages={"required": gettext_lazy("Hãy chọn danh sách này dùng để làm gì.")},
    )  # fmt: skip
    names = forms.BooleanField(
        label=gettext_lazy("Kèm tên, số điện thoại và địa chỉ"), required=False,
        help_text=gettext_lazy("Mỗi người trong danh sách xem được rằng tên mình đã được mở. Không chọn thì chỉ có mã hồ sơ."),
    )  # fmt: skip

    def __init__(self, *args: object, may_open: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not may_open:
            del self.fields["names"]


@staff_door(Permission.EXPORT, methods=("GET", "POST"))
def export(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, kind: str) -> HttpResponseBase:
    """``/truy-vet/<code>/xuat/<kind>/``: the filters of the list stand in the address."""
    found = run(scope, code)
    if found is None or not found.done or kind not in set(Kind):
        raise Http404
    wanted = Filters.read(request.GET)
    permissions: frozenset[str] = getattr(request, "permissions", frozenset())
    may_open = found.names_open and Permission.OPEN_NAMES.value in permissions
    form = ExportForm(request.POST if request.method == "POST" else None, may_open=may_open)
    if form.is_bound and form.is_valid():
        try:
            given = give_out(
                by=by, now=now, scope=scope, run=found, wanted=wanted.wanted, kind=Kind(kind),
                purpose=Purpose(form.cleaned_data["purpose"]), names=bool(form.cleaned_data.get("names")),
            )  # fmt: skip
        except RunRefused as refused:
            form.add_error(None, str(REFUSALS[refused.reason]))
        else:
            return _file(scope, given, Kind(kind))
    total = contact_page(scope, found, wanted.wanted, size=1).total
    return render(
        request, "investigations/export.html", _context(request, found, Kind(kind), total, form), status=422 if form.is_bound else 200
    )


def _context(request: HttpRequest, found: RunFile, kind: Kind, total: int, form: ExportForm) -> dict[str, object]:
    query = request.GET.urlencode()
    ending = f"?{query}" if query else ""
    tabs = [
        Tab(str(words), reverse("investigations:export", kwargs={"code": found.code, "kind": each.value}) + ending, each is kind)
        for each, words in KIND_WORDS.items()
    ]
    heading = ngettext("Xuất danh sách 1 người", "Xuất danh sách %(n)s người", total) % {"n": number_words(total)}
    return {
        "run": found, "form": form, "heading": heading, "total": total, "tabs": tabs, "may_open": "names" in form.fields,
        "back": reverse("investigations:run", kwargs={"code": found.code}) + ending, "too_long": kind is Kind.PDF and total > PDF_MOST,
    }  # fmt: skip


def _file(scope: Scope, given: Given, kind: Kind) -> HttpResponseBase:
    name = f"{given.run.case_code}-{given.run.code}-{given.mark}.{kind.value}"
    if kind is Kind.XLSX:
        return FileResponse(files.xlsx_file(given), as_attachment=True, filename=name, content_type=TYPES[kind])
    response: HttpResponse | StreamingHttpResponse
    if kind is Kind.CSV:
        response = StreamingHttpResponse(files.csv_chunks(given), content_type=TYPES[kind])
    else:
        response = HttpResponse(files.pdf_bytes(given, _heading(scope, given)), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heading(scope: Scope, given: Given) -> files.Heading:
    found, meaning = given.run, from_values(given.run.definition)
    maker = displays(scope, [scope.staff]).get(scope.staff, "") if scope.staff is not None else ""
    facts = (
        _("Lần truy vết %(run)s, tính đến %(at)s") % {"run": found.code, "at": full_words(datetime.fromtimestamp(found.as_of, UTC))},
        _("Định nghĩa: %(title)s") % {"title": described(meaning).title},
        ngettext("1 người", "%(n)s người", given.total) % {"n": number_words(given.total)},
    )
    return files.Heading(_("Người tiếp xúc của ca %(code)s") % {"code": found.case_code}, facts, files.maker_words(maker, given))
