"""The webhook of the province's Zalo page: checks the signature over the raw bytes, notes the event, answers at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.messaging import receipts
from truyvet.messaging.gateways.zalo import events, replies, settings
from truyvet.messaging.gateways.zalo.events import ZaloEventKind, ZaloRequest
from truyvet.messaging.gateways.zalo.signature import SignatureCheck, check_signature
from truyvet.messaging.rules.receipt import ReceiptOutcome, normalised_id
from truyvet.web import clock

MAX_CALL_BYTES = 64 * 1024
"""Bytes of a call."""
BY = By(actor="zalo", role="zalo", purpose="answer")


@csrf_exempt
@open_door(reason="Zalo calls it; each call is signed with the page's secret key", methods=("POST",))
def webhook(request: HttpRequest) -> HttpResponse:
    """``/zalo/webhook/``: 200 for what was taken and for the probe at registration, 403 for a wrong or old signature."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_CALL_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        body = request.body
    except RawPostDataException:
        # A form with files was read by the middleware already: nothing that Zalo sends.
        return JsonResponse({"error": "not_json"}, status=415)
    zalo, real = settings.zalo_settings(), clock.real_now()
    event = events.read_call(body)
    found = check_signature(
        app_id=zalo.app_id,
        secret=zalo.oa_secret,
        body=body,
        signature=request.headers.get("X-ZEvent-Signature"),
        timestamps=tuple(filter(None, (request.headers.get("X-ZEvent-Timestamp", ""), event.timestamp))),
        now=int(real.timestamp()),
    )
    if found is SignatureCheck.UNSIGNED:
        return JsonResponse({})
    if not zalo.listens or found is not SignatureCheck.GOOD:
        return JsonResponse({"error": found.value if zalo.listens else "not_configured"}, status=403)

    if event.kind is ZaloEventKind.RECEIPT:
        # It may be of a message that staff wrote in Zalo's console: then it is nobody's, and gone with its day.
        receipts.record_receipt(route="zalo", gateway_id=normalised_id(event.message_id), outcome=ReceiptOutcome.DELIVERED, at=clock.now())
        return JsonResponse({})

    def address(wish: ZaloRequest, token: str) -> str:
        # Both pages stand in rooms above this one: their names are all that is known of them here.
        path = reverse("declarations:zalo", args=[token]) if wish is ZaloRequest.DECLARE else reverse("passes:home")
        return request.build_absolute_uri(path)

    replies.reply_to_call(by=BY, now=clock.now(), event=event, address=address)
    return JsonResponse({})
