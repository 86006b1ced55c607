"""Journeys of vehicles whose passengers were handed in, and the driver's copy."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.areas.queries.health_stations import call_numbers
from truyvet.audit.values import By, Scope
from truyvet.campaigns.permissions import SEE_ARRIVALS
from truyvet.campaigns.queries.partners import seats_of, trip_list, trips_in_scope


@staff_door(SEE_ARRIVALS)
def trip_list_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/chuyen-xe/`` lists the journeys of the last month."""
    return render(request, "campaigns/trips.html", {"page": trip_list(scope, request.GET.get("trang"))})


@staff_door(SEE_ARRIVALS)
def trip_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/chuyen-xe/<code>/`` shows who sits where with shortened names; printed, it is the driver's copy."""
    trip = trips_in_scope(scope).filter(code=code).first()
    if trip is None:
        raise Http404
    calls = call_numbers(scope, None)
    return render(request, "campaigns/trip.html", {"trip": trip, "page": seats_of(scope, trip, request.GET.get("trang")), "calls": calls})
