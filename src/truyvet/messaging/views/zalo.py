"""The webhook of the province's Zalo page: checks the signature over the raw bytes, notes the event, answers at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.messaging.gateways.zalo import answers, events, settings
from truyvet.messaging.gateways.zalo.events import Wish
from truyvet.messaging.gateways.zalo.signature import Check, check
from truyvet.web import clock

MOST = 64 * 1024
"""Bytes of a call."""
BY = By(actor="zalo", role="zalo", purpose="answer")


@csrf_exempt
@open_door(reason="Zalo calls it; each call is signed with the page's secret key", methods=("POST",))
def webhook(request: HttpRequest) -> HttpResponse:
    """``/zalo/webhook/``: 200 for what was taken and for the probe at registration, 403 for a wrong or old signature."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        body = request.body
    except RawPostDataException:
        # A form with files was read by the middleware already: nothing that Zalo sends.
        return JsonResponse({"error": "not_json"}, status=415)
    told, real = settings.read(), clock.real_now()
    event = events.read(body)
    found = check(
        app_id=told.app_id,
        secret=told.oa_secret,
        body=body,
        signature=request.headers.get("X-ZEvent-Signature"),
        timestamps=tuple(filter(None, (request.headers.get("X-ZEvent-Timestamp", ""), event.timestamp))),
        now=int(real.timestamp()),
    )
    if found is Check.UNSIGNED:
        return JsonResponse({})
    if not told.listens or found is not Check.GOOD:
        return JsonResponse({"error": found.value if told.listens else "not_configured"}, status=403)

    def address(wish: Wish, token: str) -> str:
        # Both pages stand in rooms above this one: their names are all that is known of them here.
        path = reverse("declarations:zalo", args=[token]) if wish is Wish.DECLARE else reverse("passes:home")
        return request.build_absolute_uri(path)

    answers.answer(by=BY, now=clock.now(), event=event, address=address)
    return JsonResponse({})
