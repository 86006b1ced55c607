"""Where the provider of automatic calls reports what became of them. Each report is signed with the token that both know."""

from __future__ import annotations

import hashlib
import hmac
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt

from truyvet.access.doors import open_door
from truyvet.messaging.gateways.voice.settings import provider_of, voice_settings
from truyvet.messaging.receipts import note_key, record_receipt
from truyvet.messaging.rules.call_plan import read_call_result
from truyvet.messaging.rules.receipt import MAX_ID_LETTERS
from truyvet.web import clock

MAX_REPORT_BYTES = 16 * 1024


@csrf_exempt
@open_door(reason="the provider of calls reports here; each report is signed", methods=("POST",))
def call_results(request: HttpRequest) -> HttpResponse:
    """``/cuoc-goi/ket-qua/``: 200 for what was taken, also twice; 400 for what is no report; 403 unsigned."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REPORT_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        body = request.body
    except RawPostDataException:
        return JsonResponse({"error": "not_json"}, status=415)
    address = voice_settings()
    said = request.headers.get("X-Truyvet-Signature", "").removeprefix("sha256=")
    if address is None:
        return JsonResponse({"error": "not_configured"}, status=403)
    if not said.isascii() or not hmac.compare_digest(hmac.new(address.token.encode(), body, hashlib.sha256).hexdigest(), said):
        return JsonResponse({"error": "wrong"}, status=403)
    try:
        result = read_call_result(json.loads(body), provider_of(address))
    except (ValueError, RecursionError):
        result = None
    if result is None or len(result.call_id) > MAX_ID_LETTERS:
        return JsonResponse({"error": "not_understood"}, status=400)
    now = clock.now()
    record_receipt(route="voice", gateway_id=result.call_id, outcome=result.outcome, at=now)
    if result.key:
        note_key(call_id=result.call_id, key=result.key, at=now)
    return JsonResponse({})
