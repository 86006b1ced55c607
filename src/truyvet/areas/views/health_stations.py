"""The numbers of health stations: which units have one, and entering one."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.areas.actions.health_stations import set_station
from truyvet.areas.forms import StationForm
from truyvet.areas.labels import LEVELS, REFUSALS
from truyvet.areas.permissions import MANAGE_STATIONS
from truyvet.areas.queries.health_stations import call_numbers, stations_in_scope
from truyvet.areas.rules.call_numbers import StationRefused
from truyvet.audit.values import By, Scope
from truyvet.places.queries import unit_by_code
from truyvet.web.form_errors import add_refusals


@staff_door(MANAGE_STATIONS)
def station_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/so-tram-y-te/`` lists the units of the reader with their numbers; ``?thieu=1`` those without."""
    only_missing = "thieu" in request.GET
    page, missing = stations_in_scope(scope, request.GET.get("trang"), only_missing=only_missing)
    rows = [(row, LEVELS[row.level.value]) for row in page.rows]
    context = {"page": page, "rows": rows, "missing": missing, "only_missing": only_missing}
    return render(request, "areas/stations.html", context)


@staff_door(MANAGE_STATIONS, methods=("GET", "POST"))
def station(request: HttpRequest, *, scope: Scope, by: By, now: datetime, unit: str) -> HttpResponse:
    """``/so-tram-y-te/<unit>/``: the number of one unit."""
    found = unit_by_code(scope, unit, scope.on)
    if found is None or not scope.covers(found.path):
        raise Http404
    calls = call_numbers(scope, found.id)
    form = StationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_station(by=by, now=now, scope=scope, unit_code=unit, phone=form.cleaned_data["phone"])
        except StationRefused as refused:
            add_refusals(form, refused.refusals, REFUSALS)
        else:
            messages.success(request, _("Đã lưu số của %(unit)s.") % {"unit": found.name})
            return HttpResponseRedirect(reverse("areas:stations"))
    context = {"unit": found, "calls": calls, "form": form}
    return render(request, "areas/station.html", context, status=422 if form.errors else 200)
