"""The door that phones use: JSON in, JSON out, no cookie read, every answer of one size and one duration."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from truyvet.access.doors import open_door
from truyvet.audit.values import By
from truyvet.core.rate_limit import RateLimit, sender_network, take
from truyvet.devices.actions import KeyUploadRefused, MatchShareRefused, UnknownInstallation, UploadCodeInvalid
from truyvet.devices.api.schema import PhoneRefusal, PhoneRequest, PhoneResponse
from truyvet.devices.rules import message_sizes
from truyvet.messaging.actions import CodeUndeliverable
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.web import clock
from truyvet.web.doors import sender_address

PHONES: Final = By("system:phones", "phone", "bluezone")
PLACES: Final = threading.BoundedSemaphore(16)
"""Requests of phones that a process answers at a time, two thirds of its threads for pages. Each of them has the same duration, also in a
flood of chaff; one for which no place becomes free is told to come again, chaff or not."""
PLACE_WAIT_S: Final = 0.5
REQUESTS: Final = RateLimit("devices.requests", burst=6_000, per_hour=6_000, is_shared=True)
WRONG_CODES: Final = RateLimit("devices.wrong_codes", burst=300, per_hour=300, is_shared=True)
"""Past them a wrong code is answered 429; a right one never is, since a carrier's gateway holds thousands of phones. A code has 40 random
bits, so no limit on all guesses together is needed; such a limit would be the flooder's lever (T5)."""
Request = TypeVar("Request", bound=PhoneRequest)


class RequestTurnedAway(Exception):
    """The request goes no further: a status and one word."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def phone_door(
    schema: type[Request], *, reason: str
) -> Callable[[Callable[[HttpRequest, Request], PhoneResponse]], Callable[..., HttpResponseBase]]:
    """Wraps ``handler(request, body)``, with a body of ``schema``; what it raises becomes one word, in an answer of the same size."""

    def wrap(handler: Callable[[HttpRequest, Request], PhoneResponse]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @open_door(reason=reason, methods=("POST",))
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponse:
            until = time.monotonic() + message_sizes.MIN_RESPONSE_S
            if not PLACES.acquire(timeout=PLACE_WAIT_S):
                return _padded(503, PhoneRefusal(error="busy"))
            try:
                response = _padded(*_answer(request, lambda: handler(request, _body(request, schema))))
                if response.status_code == 200:
                    time.sleep(max(0.0, until - time.monotonic()))
            finally:
                PLACES.release()
            return response

        return view

    return wrap


def _padded(status: int, answer: PhoneResponse) -> HttpResponse:
    body = message_sizes.padded_response(answer.model_dump(exclude_none=True), secrets.token_bytes)
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "5"
    return response


def _answer(request: HttpRequest, handle: Callable[[], PhoneResponse]) -> tuple[int, PhoneResponse]:
    try:
        return 200, handle()
    except RequestTurnedAway as turned:
        return turned.status, PhoneRefusal(error=turned.error)
    except ValidationError:
        return 400, PhoneRefusal(error="bad_request")
    except UploadCodeInvalid:
        if take(WRONG_CODES, *_sender(request)):
            return 429, PhoneRefusal(error="too_many_requests")
        error = "refused"
    except UnknownInstallation:
        error = "refused"
    except CodeUndeliverable as refused:
        return 503, PhoneRefusal(error=refused.code)
    except PhoneInvalid:
        error = "bad_phone"
    except (KeyUploadRefused, MatchShareRefused) as refused:
        error = refused.code
    return 422, PhoneRefusal(error=error)


def _body(request: HttpRequest, schema: type[Request]) -> Request:
    sender = _sender(request)
    if take(REQUESTS, *sender):
        raise RequestTurnedAway(429, "too_many_requests")
    if request.content_type != "application/json":
        raise RequestTurnedAway(415, "not_json")
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdecimal() or int(length) > message_sizes.MAX_REQUEST_BYTES:
        raise RequestTurnedAway(413, "too_large")
    return schema.model_validate_json(request.body)


def _sender(request: HttpRequest) -> tuple[str, float]:
    return sender_network(sender_address(request)), clock.real_now().timestamp()
