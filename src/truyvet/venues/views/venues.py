"""Staff pages of venues with counts only; nobody who was there is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.venues.forms import FindVenueForm
from truyvet.venues.labels import kind_name
from truyvet.venues.permissions import SEE_VENUES
from truyvet.venues.queries import VenueRow, list_venues, venue
from truyvet.venues.rules.venue_kinds import KINDS
from truyvet.web.component_values import Chip

RECENT = timedelta(hours=24)
CHIPS = ("factory", "market", "school", "eatery", "bus", "clinic")
"""The kinds that are asked for most; the rest in the form."""


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A row of the list with the words for its kind."""

    row: VenueRow
    kind: str


@staff_door(SEE_VENUES)
def venue_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/dia-diem/`` lists the venues within the scope."""
    form = FindVenueForm(request.GET)
    text, kind = request.GET.get("tim", "")[:120], request.GET.get("loai", "")
    kind = kind if kind in KINDS else ""
    since = int((now - RECENT).timestamp())
    found = list_venues(scope, text=text, kind=kind, since=since, page=request.GET.get("trang"))
    context = {
        "form": form,
        "lines": [VenueLine(row, kind_name(row.kind)) for row in found.rows],
        "total": found.total,
        "filtered": bool(text or kind),
        "page": found,
        "chips": [_chip(request.GET, code, kind) for code in CHIPS],
    }
    return render(request, "venues/list.html", context)


@staff_door(SEE_VENUES)
def venue_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, code: str) -> HttpResponse:
    """``/dia-diem/<code>/`` shows a venue."""
    found = venue(scope, code, since=int((now - RECENT).timestamp()))
    if found is None:
        raise Http404
    zones = [VenueLine(row, kind_name(row.kind)) for row in found.zones]
    return render(request, "venues/venue.html", {"venue": found, "kind": kind_name(found.kind), "zones": zones})


def _chip(query: QueryDict, code: str, chosen: str) -> Chip:
    kept = query.copy()
    kept.pop("trang", None)
    if code == chosen:
        kept.pop("loai", None)
    else:
        kept["loai"] = code
    return Chip(kind_name(code), f"?{kept.urlencode()}", on=code == chosen)
