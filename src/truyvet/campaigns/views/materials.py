"""Pages of the information department: texts, their versions, and what is made from them."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.materials import write_material
from truyvet.campaigns.forms import MaterialForm, PlanForm
from truyvet.campaigns.labels import REFUSALS, STATES
from truyvet.campaigns.permissions import MAKE_MATERIAL
from truyvet.campaigns.queries.materials import MaterialFile, list_materials, material_file
from truyvet.campaigns.queries.turns import hamlet_records
from truyvet.campaigns.rules.source_text import MaterialAbsent, MaterialRefused
from truyvet.campaigns.rules.spoken_text import LANGUAGES, loudspeaker_text, radio_text, reading_rates, social_text
from truyvet.campaigns.sheet_pdf import Sheet, sheet_pdf
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.places.queries import communes
from truyvet.web.form_errors import add_refusals


@staff_door(MAKE_MATERIAL)
def material_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/truyen-thong/`` lists the material."""
    page = list_materials(scope, request.GET.get("trang"))
    return render(request, "campaigns/list.html", {"page": page, "lines": [(row, *STATES[row.shown.state]) for row in page.rows]})


@staff_door(MAKE_MATERIAL, methods=("GET", "POST"))
def new_material(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/truyen-thong/viet/`` writes a new matter."""
    return _write(request, scope, by, now, None)


@staff_door(MAKE_MATERIAL, methods=("GET", "POST"))
def new_version(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truyen-thong/<code>/ban-moi/`` writes a new version; the old wording stands in the form."""
    return _write(request, scope, by, now, found_or_404(scope, code))


def _write(request: HttpRequest, scope: Scope, by: By, now: datetime, held: MaterialFile | None) -> HttpResponse:
    initial = MaterialForm.initial_of(held.versions[-1].text) if held else {}
    form = MaterialForm(request.POST) if request.method == "POST" else MaterialForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            code = write_material(
                by=by, now=now, scope=scope, event_id=form.cleaned_data["event_id"], text=form.text(), code=held.code if held else ""
            )
        except MaterialAbsent:
            raise Http404 from None
        except MaterialRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        except IdempotencyConflict:
            add_refusals(form, [Refusal("other_body")], REFUSALS)
        else:
            messages.success(request, _("Đã lưu. Tờ in, màn hình và bài đọc dưới đây làm từ bản này."))
            return HttpResponseRedirect(reverse("campaigns:material", kwargs={"code": code}))
    return render(request, "campaigns/write.html", {"form": form, "held": held}, status=422 if form.errors else 200)


@staff_door(MAKE_MATERIAL)
def material_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/truyen-thong/<code>/`` shows a text, all that is made from it, and the calendar of loudspeakers."""
    return render_material_page(request, scope, found_or_404(scope, code))


def found_or_404(scope: Scope, code: str) -> MaterialFile:
    """Returns the matter within the scope, or raises Http404."""
    found = material_file(scope, code)
    if found is None:
        raise Http404
    return found


def commune_choices(scope: Scope, found: MaterialFile) -> list[tuple[str, str]]:
    """Returns the communes in which the matter may be read."""
    return [(str(each.id), each.name) for each in communes(scope, found.path, scope.on)]


def render_material_page(request: HttpRequest, scope: Scope, found: MaterialFile, form: PlanForm | None = None) -> HttpResponse:
    """Returns the page of a matter, with what is wrong in ``form``."""
    rates, text = reading_rates(), found.shown.text
    context = {
        "found": found,
        "state": STATES[found.shown.state],
        "versions": [(row, *STATES[row.state]) for row in reversed(found.versions)],
        "spoken": [
            (language, loudspeaker_text(text, language, rates), radio_text(text, language, rates), social_text(text, language, rates))
            for language in LANGUAGES
        ],
        "rates": rates,
        "sheets": [(Sheet.A3, _("Áp phích A3")), (Sheet.A4, _("Áp phích A4")), (Sheet.LEAFLET, _("Tờ rơi"))],
        "form": form or PlanForm(communes=commune_choices(scope, found), initial={"first": scope.on, "last": text.last}),
        "record": hamlet_records(scope, found.code, request.GET.get("trang")),
    }
    return render(request, "campaigns/material.html", context, status=422 if form else 200)


@staff_door(MAKE_MATERIAL)
def printed_sheet(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str, version: int, sheet: str) -> HttpResponse:
    """``/truyen-thong/<code>/<version>/<sheet>/`` makes a sheet as a PDF."""
    rows = [row for row in found_or_404(scope, code).versions if row.number == version]
    if not rows or sheet not in set(Sheet):
        raise Http404
    pdf = sheet_pdf(rows[0], Sheet(sheet), at=now)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{code}-{version}-{sheet}.pdf"'}
    )
