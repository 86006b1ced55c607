"""The door that phones use: JSON in, JSON out, no cookie read, every answer of one size and one duration."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.devices.actions import KeyUploadRefused, MatchShareRefused, UnknownInstallation, UploadCodeInvalid
from truyvet.devices.api import schema
from truyvet.devices.budget import spend
from truyvet.devices.rules import rate_limits
from truyvet.people.rules.phones import PhoneInvalid

PHONES: Final = By("system:phones", "phone", "bluezone")
DELAYED_RESPONSES: Final = threading.BoundedSemaphore(4)
"""So many answers of this process may wait for their time at once: a flood of chaff keeps no more threads than these."""
JsonObject = dict[str, Any]
Handler = Callable[[HttpRequest, JsonObject], JsonObject]


class RequestTurnedAway(Exception):
    """The request goes no further: a status and one word."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def phone_door(reason: str) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """Wraps ``handler(request, body)``, which returns an object; what it raises becomes one word, in an answer of the same size."""

    def wrap(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @open_door(reason=reason, methods=("POST",))
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponse:
            until = time.monotonic() + schema.MIN_RESPONSE_S
            status, body = _answered(handler, request)
            response = HttpResponse(schema.padded_response(body, secrets.token_bytes), status=status, content_type="application/json")
            response["Cache-Control"] = "no-store"
            if status == 200 and DELAYED_RESPONSES.acquire(blocking=False):
                try:
                    time.sleep(max(0.0, until - time.monotonic()))
                finally:
                    DELAYED_RESPONSES.release()
            return response

        return view

    return wrap


def _answered(handler: Handler, request: HttpRequest) -> tuple[int, JsonObject]:
    try:
        return 200, handler(request, _said(request))
    except RequestTurnedAway as turned:
        return turned.status, {"error": turned.error}
    except schema.BadPhoneRequest:
        return 400, {"error": "bad_request"}
    except (UploadCodeInvalid, UnknownInstallation):
        return 422, {"error": "refused"}
    except PhoneInvalid:
        return 422, {"error": "bad_phone"}
    except (KeyUploadRefused, MatchShareRefused) as refused:
        return 422, {"error": refused.reason}


def _said(request: HttpRequest) -> JsonObject:
    if not spend(request, "requests", rate_limits.MAX_REQUESTS):
        raise RequestTurnedAway(429, "too_many_requests")
    if request.content_type != "application/json":
        raise RequestTurnedAway(415, "not_json")
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdecimal() or int(length) > schema.MAX_REQUEST_BYTES:
        raise RequestTurnedAway(413, "too_large")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise schema.BadPhoneRequest
    return body
