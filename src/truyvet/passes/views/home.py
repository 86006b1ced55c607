"""The citizen's home page, which is the same for everybody, and the pass that its script fetches."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page

from truyvet.access.doors import open_door
from truyvet.areas.queries.health_stations import call_words
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.passes.actions import PassRefused, issue_pass
from truyvet.passes.declaration_ownership import event_ids_in, pending_declarations
from truyvet.passes.rules.gate_verdict import SEE_HEALTH_STATION
from truyvet.passes.rules.pass_validity import VALIDITY
from truyvet.people.citizen_door import NEXT, SIGN_IN_URL, Citizen, citizen_door, citizens_commune
from truyvet.web.doors import same_origin_json

MODULES = (
    "passes/pass_request.js",
    "passes/pass_code.js",
    "passes/keypair.js",
    "passes/moment_words.js",
    "passes/own_declarations.js",
    "vendor/cborg.js",
    "vendor/uqr.js",
    "web/outbox.js",
)
"""What the page's scripts import: named in the page, so that a slow network fetches them at once and not one after another."""
TOLD = {"held": SEE_HEALTH_STATION, "not_clear": SEE_HEALTH_STATION}
"""A hold and an unclear declaration are told alike, on the phone as at the gate."""


@gzip_page
@open_door(reason="a shell without any personal value; its script shows what this browser keeps", methods=("GET",))
def home(request: HttpRequest) -> HttpResponse:
    """``/ma/``: the code, for how long, and what to do."""
    sign_in = f"{getattr(settings, 'CITIZEN_SIGN_IN_URL', SIGN_IN_URL)}?{urlencode({NEXT: reverse('passes:home')})}"
    context = {"sign_in_url": sign_in, "gate_hours": VALIDITY.gate["pass_hours"], "modules": MODULES}
    return render(request, "passes/home.html", context)


def _fetch(request: HttpRequest, *, citizen: Citizen, scope: Scope, by: By, now: datetime) -> HttpResponse:
    """``/ma/cap/`` with ``{event_id, x, y, declared}``: the pass for this phone's key, or ``{error}`` with the reason (422)."""
    at = int(now.timestamp())
    try:
        event_id, phone, declared = _requested(request.json_body)  # type: ignore[attr-defined]
    except ValueError:
        return JsonResponse({"error": "bad_request", "now": at}, status=400)
    pending = pending_declarations(request, by=by, now=now, person_id=citizen.person_id, event_ids=declared)
    if pending and pending[0].stops_a_pass:
        return JsonResponse({"error": pending[0].reason, "now": at, **pending[0].body()}, status=422)
    try:
        issued = issue_pass(by=by, now=now, event_id=event_id, person_id=citizen.person_id, phone=phone, entropy=secrets.token_bytes)
    except PassRefused as refused:
        if pending and refused.code in ("no_declaration", "declared_too_old"):
            return JsonResponse({"error": pending[0].reason, "now": at, **pending[0].body()}, status=422)
        told = TOLD.get(refused.code, refused.code)
        calls = (
            call_words(scope, citizens_commune(request), "en" if (get_language() or "vi").startswith("en") else "vi")
            if told == SEE_HEALTH_STATION
            else []
        )
        return JsonResponse({"error": told, "calls": calls, "now": at}, status=422)
    except IdempotencyConflict:
        return JsonResponse({"error": "event_conflict", "now": at}, status=409)
    return JsonResponse(
        {
            "body": base64.urlsafe_b64encode(issued.body).decode("ascii").rstrip("="),
            "declared": int(issued.declared_at.timestamp()),
            "expires": int(issued.expires_at.timestamp()),
            "now": at,
        }
    )


fetch = same_origin_json(citizen_door(("POST",))(_fetch))


def _requested(body: dict[str, Any]) -> tuple[UUID, tuple[bytes, bytes], list[UUID]]:
    """Raises ValueError for anything but an event id, two numbers of 32 bytes and declarations of this browser that hold a yes."""
    event_id, x, y = (str(body.get(name)) for name in ("event_id", "x", "y"))
    return UUID(event_id), (_bytes(x), _bytes(y)), event_ids_in(body.get("declared", []))


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
