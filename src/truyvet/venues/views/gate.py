"""The gate's page, which works without a network, its set-up, and the page of a venue's devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.people.citizen_door import Citizen, citizen_door
from truyvet.venues.actions import accept_postings
from truyvet.venues.actions.gates import IssuedGateKey, NewGate, issue_gate_key, revoke_gate_key
from truyvet.venues.forms import TurnstileForm
from truyvet.venues.gate_labels import gate_words
from truyvet.venues.labels import KEEPER_REFUSALS
from truyvet.venues.queries.gates import gates_at, places_of, zones_at
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.postings import KeeperActionRefused
from truyvet.venues.rules.scan import GateWay
from truyvet.venues.views.posting_door import posting_door, tabs_of
from truyvet.web.doors import same_origin_json
from truyvet.web.form_errors import add_refusals

SCANNER_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""That of every page, and one thing more: the scanner is WebAssembly. No other page may run any."""


@open_door(reason="the gate's shell is the same for everybody; its key and lists come from the guard's own sign-in")
def gate(request: HttpRequest) -> HttpResponse:
    """``/cong/`` is the page that a guard scans with."""
    response = render(request, "venues/gate.html", {"words": gate_words(), "theme": "dark"})
    response["Content-Security-Policy"] = SCANNER_POLICY
    return response


@citizen_door()
def gate_places(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> JsonResponse:
    """``/cong/noi/``: where the signed-in guard may stand."""
    accept_postings(by=by, now=now, person_id=citizen.person_id)
    rows = [
        {"code": place.code, "name": place.name, "zones": [{"code": code, "name": name} for code, name in place.zones]}
        for place in places_of(scope, citizen.person_id)
    ]
    return JsonResponse({"places": rows})


@same_origin_json
@citizen_door(methods=("POST",))
def gate_set_up(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> JsonResponse:
    """``/cong/thiet-lap/``: {event_id, venue, label, way} → {key, until}; the key is told this once."""
    data: dict[str, Any] = request.json_body  # type: ignore[attr-defined]
    try:
        event_id, way, venue, label = UUID(str(data["event_id"])), GateWay(data["way"]), str(data["venue"]), str(data["label"]).strip()
    except (KeyError, ValueError, TypeError):
        return JsonResponse({"error": "bad_fields"}, status=400)
    place = next((each for each in places_of(scope, citizen.person_id) if each.holds(venue)), None)
    if place is None:
        return JsonResponse({"error": "unknown"}, status=403)
    try:
        made = issue_gate_key(by=by, now=now, gate=NewGate(event_id, place.posting_id, venue, label, way))
    except KeeperActionRefused as refused:
        return JsonResponse({"error": refused.code}, status=409)
    except IdempotencyConflict:
        return JsonResponse({"error": "event_conflict"}, status=409)
    return JsonResponse({"key": made.key, "until": int(made.expires_at.timestamp())})


@posting_door(methods=("GET", "POST"))
def devices(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/co-so/<code>/thiet-bi/`` lists the gate devices of a venue and pairs one."""
    places = [(posting.venue_code, posting.venue_name), *zones_at(scope, posting)]
    form = TurnstileForm(request.POST if request.method == "POST" else None, places=places)
    made: IssuedGateKey | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewGate(data["event_id"], posting.id, data["noi"], data["nhan"], GateWay(data["chieu"]), "turnstile")
        try:
            made = issue_gate_key(by=by, now=now, gate=new)
        except KeeperActionRefused as refused:
            add_refusals(form, refused.refusals, KEEPER_REFUSALS)
        except IdempotencyConflict:
            form.add_error(None, _("Chưa tạo được. Hãy mở lại trang và nhập lại."))
        else:
            form = TurnstileForm(places=places)
    context = {
        "posting": posting, "gates": gates_at(scope, posting, now), "form": form, "made": made, "tabs": tabs_of(posting, "devices"),
    }  # fmt: skip
    return render(request, "venues/keeper/devices.html", context, status=422 if form.errors else 200)


@posting_door(methods=("POST",))
def revoke_device(request: HttpRequest, *, posting: VenuePosting, scope: Scope, by: By, now: datetime, gate: int) -> HttpResponse:
    """``/co-so/<code>/thiet-bi/<gate>/thu-hoi/`` revokes the key of a gate device."""
    if revoke_gate_key(by=by, now=now, venue_id=posting.venue_id, gate_id=gate):
        messages.success(request, _("Đã thu hồi. Máy ấy ngừng quét trong vài giây."))
    return HttpResponseRedirect(reverse("venues:devices", kwargs={"code": posting.venue_code}))
