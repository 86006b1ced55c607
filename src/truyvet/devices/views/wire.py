"""The door that phones use: JSON in, JSON out, no cookie read, every answer of one size and one length of time."""

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
from truyvet.devices.actions import CodeRefused, ShareRefused, UnknownInstallation, UploadRefused
from truyvet.devices.budget import spend
from truyvet.devices.rules import limits, wire
from truyvet.people.rules.phones import PhoneInvalid

BY: Final = By("system:phones", "phone", "bluezone")
WAITING: Final = threading.BoundedSemaphore(4)
"""So many answers of this process may wait for their time at once: a flood of chaff keeps no more threads than these."""
Said = dict[str, Any]
Handler = Callable[[HttpRequest, Said], Said]


class Turned(Exception):
    """The request goes no further: a status and one word."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def upload_door(reason: str) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """``handler(request, said)`` answers an object; what it raises becomes one word, in an answer of the same size."""

    def wrap(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @open_door(reason=reason, methods=("POST",))
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponse:
            until = time.monotonic() + wire.FLOOR
            status, said = _answered(handler, request)
            response = HttpResponse(wire.answer(said, secrets.token_bytes), status=status, content_type="application/json")
            response["Cache-Control"] = "no-store"
            if status == 200 and WAITING.acquire(blocking=False):
                try:
                    time.sleep(max(0.0, until - time.monotonic()))
                finally:
                    WAITING.release()
            return response

        return view

    return wrap


def _answered(handler: Handler, request: HttpRequest) -> tuple[int, Said]:
    try:
        return 200, handler(request, _said(request))
    except Turned as turned:
        return turned.status, {"error": turned.error}
    except wire.BadRequest:
        return 400, {"error": "bad_request"}
    except (CodeRefused, UnknownInstallation):
        return 422, {"error": "refused"}
    except PhoneInvalid:
        return 422, {"error": "bad_phone"}
    except (UploadRefused, ShareRefused) as refused:
        return 422, {"error": refused.reason}


def _said(request: HttpRequest) -> Said:
    if not spend(request, "requests", limits.REQUESTS):
        raise Turned(429, "too_many_requests")
    if request.content_type != "application/json":
        raise Turned(415, "not_json")
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdecimal() or int(length) > wire.REQUEST_MOST:
        raise Turned(413, "too_large")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise wire.BadRequest
    return said
