"""A commune finds the places that cases told of and no register knows: ties each to a venue, or registers it as one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import staff_door
from truyvet.audit.values import By, Scope
from truyvet.investigations.actions import tie_place
from truyvet.investigations.interview_labels import TIE_REFUSALS, stay_words
from truyvet.investigations.permissions import FIND_PLACES
from truyvet.investigations.queries.interview_places import UnknownPlace, unknown_place, unknown_places
from truyvet.investigations.rules.runs import RunRefused
from truyvet.venues.actions import NewVenue, register_venue
from truyvet.venues.labels import kind_name
from truyvet.venues.queries import list_venues

MAX_MATCHES = 8


@staff_door(FIND_PLACES)
def place_list(request: HttpRequest, *, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/noi-can-tim/`` lists the places that the reader's communes must find, the one told first first."""
    page = unknown_places(scope, request.GET.get("trang"))
    rows = [(row, stay_words(row.start, row.end), kind_name(row.kind or "other")) for row in page.rows]
    return render(request, "investigations/unknown_places.html", {"page": page, "rows": rows})


@staff_door(FIND_PLACES, methods=("GET", "POST"))
def place_page(request: HttpRequest, *, scope: Scope, by: By, now: datetime, place: UUID) -> HttpResponse:
    """``/noi-can-tim/<place>/``: venues that may be the place, and a button that registers it as a new one."""
    found, chosen = unknown_place(scope, place), request.POST.get("venue", "")
    if found is None and not chosen:
        raise Http404
    if request.method == "POST":
        try:
            with transaction.atomic():
                # Somebody else may just have tied it: the action says so.
                code = chosen or (_registered(by, now, scope, found) if found else "")
                tie_place(by=by, now=now, scope=scope, event_id=place, venue_code=code)
        except RunRefused as refused:
            if refused.code == "no_place":
                raise Http404 from None
            messages.error(request, str(TIE_REFUSALS[refused.code]))
        else:
            messages.success(request, _("Đã gắn. Lần truy vết sau tính cả lượt đến này."))
        return HttpResponseRedirect(reverse("investigations:unknown_places"))
    assert found is not None
    text = request.GET.get("tim", found.name)
    matches = list_venues(scope, text=text, size=MAX_MATCHES)
    hours, kind = stay_words(found.start, found.end), kind_name(found.kind or "other")
    return render(
        request, "investigations/unknown_place.html", {"place": found, "hours": hours, "kind": kind, "matches": matches, "text": text}
    )


def _registered(by: By, now: datetime, scope: Scope, place: UnknownPlace) -> str:
    """Registers the place as a venue of its commune; the same place twice is one venue."""
    assert place.commune_id is not None
    venue = NewVenue(uuid5(place.event_id, "venue"), place.name, place.kind or "other", place.commune_id, address=place.address)
    return register_venue(by=by, now=now, scope=scope, venue=venue).code
