"""What a person was told, and the places of which everybody may read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.notices.actions.notices import open_own_notices
from truyvet.notices.labels import ADVICE
from truyvet.notices.queries.notices import is_concerned, own_notices, public_places
from truyvet.notices.queries.public_list import public_list
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.web import clock

LIST_CACHE_S: Final = 300
"""Seconds: a correction reaches devices as soon as they look again, and a province of them is no load."""


@citizen_door()
def own_list(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/thong-bao/``: the citizen's notices; opening them is recorded."""
    page = own_notices(scope, citizen.person_id, request.GET.get("trang"))
    if fresh := {row.id: row.version for row in page.rows if not row.is_opened}:
        open_own_notices(by=by, now=now, person_id=citizen.person_id, shown=fresh)
    rows = [(row, LocalDay.of_second(row.start), row.seconds // 60, ADVICE[row.kind]) for row in page.rows]
    return render(request, "notices/own.html", {"page": page, "rows": rows, "concerned": is_concerned(scope, citizen.person_id)})


@open_door(reason="places of which a tracer decided that everybody may read; no person, no case", methods=("GET",))
def places(request: HttpRequest) -> HttpResponse:
    """``/noi-co-thong-bao/``: places with notices, newest first."""
    now = clock.now()
    page = public_places(Scope("public", (), LocalDay.of(now)), now, request.GET.get("trang"))
    return render(request, "notices/places.html", {"page": page})


@open_door(
    reason="places that a tracer published, for devices that compare them with their own scans; no person, no case", methods=("GET",)
)
def places_list(request: HttpRequest) -> HttpResponse:
    """``/noi-co-thong-bao.json`` is the list that a device fetches: the same for everybody, so that fetching it says nothing."""
    now = clock.now()
    lines = public_list(Scope("public", (), LocalDay.of(now)), now)
    return JsonResponse({"notices": [asdict(line) for line in lines]}, headers={"Cache-Control": f"public, max-age={LIST_CACHE_S}"})
