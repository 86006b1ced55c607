"""The pages of public figures, the same for everybody."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from truyvet.access.doors import open_door
from truyvet.audit.values import Scope
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.core.pagination import ListPage, list_page
from truyvet.public_figures.bulletin_pdf import bulletin_pdf
from truyvet.public_figures.labels import HIDDEN_WORDS, WHY_HIDDEN, period_words
from truyvet.public_figures.queries.overview import province_overview
from truyvet.public_figures.queries.province_units import ProvinceUnits, home_provinces
from truyvet.public_figures.queries.public_rows import PublicFigure, figures_of_units, figures_published
from truyvet.public_figures.rules.outputs import last_public_day, output_kind
from truyvet.public_figures.rules.public_measures import public_measures
from truyvet.web import clock
from truyvet.web.component_values import Headline
from truyvet.web.display_format import number_words

API_ROWS = 1_000
"""Rows of one answer of the interface: a day of a province of 209 communes fits."""
API_DAYS = 400


def _homes() -> tuple[Scope, tuple[ProvinceUnits, ...]]:
    today = LocalDay.of(clock.now())
    scope = Scope.system("public_figures", today)
    return scope, home_provinces(scope, last_public_day(today))


@open_door(reason="published figures: fewer than ten persons are never shown and cannot be worked out")
def overview(request: HttpRequest) -> HttpResponse:
    """``/so-lieu/`` shows the newest figures of the province, the curve, and every district and commune."""
    scope, homes = _homes()
    home = next((each for each in homes if each.province.code == request.GET.get("tinh")), homes[0] if homes else None)
    text = request.GET.get("tim", "").strip()
    found = province_overview(scope, home, text) if home else None
    headlines = []
    for each in found.summaries if found else ():
        total = _("tổng %(n)s") % {"n": number_words(each.total.value)} if each.total else ""
        note = " · ".join(filter(None, (period_words(each.newest), total)))
        headlines.append(Headline(str(each.label), number_words(each.newest.value), note))
    context: dict[str, object] = {
        "found": found, "text": text, "why": WHY_HIDDEN, "hidden": HIDDEN_WORDS, "headlines": headlines,
        "homes": homes if len(homes) > 1 else (),
        "page": list_page(found.lines, request.GET.get("trang")) if found else None,
        "columns": [(label, period_words(figure)) for label, figure in found.columns] if found else (),
    }  # fmt: skip
    return render(request, "public_figures/overview.html", context)


@open_door(reason="published figures of one unit, the same as on the page of the province")
def unit(request: HttpRequest, *, code: str) -> HttpResponse:
    """``/so-lieu/<code>/`` shows everything that was published of a unit, newest first."""
    scope, homes = _homes()
    home = next((each for each in homes if code in each.units), None)
    if home is None:
        raise Http404
    labels = {measure.name: measure.label for measure in registry.measures()}
    names = [each.name for each in public_measures(scope.on)]
    rows = [each for each in figures_of_units(scope, [code], names, home.province.edition.value) if output_kind(each.output) != "total"]
    page: ListPage[PublicFigure] = list_page(rows[::-1], request.GET.get("trang"))
    lines = [(labels.get(row.measure, ""), period_words(row), row) for row in page.rows]
    return render(request, "public_figures/unit.html", {"unit": home.units[code], "page": page, "lines": lines})


@open_door(reason="the weekly bulletin is for everybody")
def bulletin(request: HttpRequest, *, language: str) -> HttpResponse:
    """``/so-lieu/ban-tin/<vi|en>.pdf`` is the bulletin of the newest week that is out."""
    scope, homes = _homes()
    if not homes or language not in {"vi", "en"}:
        raise Http404
    with override(language):
        found = province_overview(scope, homes[0])
        pdf = bulletin_pdf(found, at=clock.now())
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="ban-tin-{language}.pdf"'})


@open_door(reason="published figures as data, for newspapers and researchers")
def api(request: HttpRequest) -> HttpResponse:
    """``/api/figures/v1/?from=&to=&page=`` answers what was published on these days; 400 for days that are none."""
    today = LocalDay.of(clock.now())
    try:
        last = LocalDay.fromisoformat(request.GET.get("to") or today.isoformat())
        first = LocalDay.fromisoformat(request.GET.get("from") or (last - timedelta(days=6)).isoformat())
    except ValueError:
        return JsonResponse({"error": "not_a_day"}, status=400)
    if not date.min < first <= last or (last - first).days > API_DAYS:
        return JsonResponse({"error": "wrong_days"}, status=400)
    rows = figures_published(Scope.system("public_figures", today), first, last)
    page = list_page(rows, request.GET.get("page"), page_rows=API_ROWS, read=lambda part: [PublicFigure.of(row) for row in part])
    after = f"{reverse('public_figures:api')}?from={first}&to={last}&page={page.after}" if page.after else None
    return JsonResponse({"total": page.total, "next": after, "figures": [each.as_json() for each in page.rows]})
