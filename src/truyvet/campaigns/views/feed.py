"""The door of a telecom company's server (docs/reference/arrival-feed.md)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from truyvet.access.doors import open_door
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.partners import take_feed
from truyvet.campaigns.queries.partners import partner_of_key
from truyvet.campaigns.rules.feed import MAX_BODY_BYTES, BadFeed, read_feed
from truyvet.core.local_day import LocalDay
from truyvet.web import clock

STATUSES = {"too_many_events": 413, "day_full": 429}
"""Every other word is a 400."""


@csrf_exempt
@open_door(reason="a telecom company's server calls it; each call carries the partner's key", methods=("POST",))
def take(request: HttpRequest) -> HttpResponse:
    """``/api/arrivals/v1/`` takes a batch of arrivals and answers when they are durable; 401 without the key of a partner."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    now = clock.now()
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    partner = partner_of_key(Scope.system("arrivals", LocalDay.of(now)), key) if scheme == "Bearer" else None
    if partner is None:
        return JsonResponse({"error": "unknown_key"}, status=401)
    try:
        entries = read_feed(request.body, now)
        by = By(f"partner:{partner.code}", "partner", "arrivals")
        answers = take_feed(by=by, now=now, partner_id=partner.pk, entries=entries)
    except RawPostDataException:
        return JsonResponse({"error": "not_json"}, status=415)
    except BadFeed as bad:
        return JsonResponse({"error": str(bad)}, status=STATUSES.get(str(bad), 400))
    rows: list[dict[str, Any]] = [
        {"event_id": str(entry.event_id) if entry.event_id else None, "state": state.value, "reason": reason}
        for entry, (state, reason) in zip(entries, answers, strict=True)
    ]
    return JsonResponse({"results": rows})
