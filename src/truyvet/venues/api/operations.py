"""The interface for turnstiles and gate pages, with django-ninja: it describes itself at ``/api/openapi.json``."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from truyvet.messaging.actions import CodeUndeliverable
from truyvet.messaging.code_limit import code_sender, may_ask_for_code
from truyvet.people.rules.phones import PhoneInvalid
from truyvet.venues.api import devices, schema
from truyvet.venues.api.door import GateReply, GateRequestRefused, answer
from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.rules.scan import GateDevice
from truyvet.web import clock

VERSION: Final = "1"


class DeviceKey(HttpBearer):
    """``Authorization: Bearer tvg_…``: the key that the venue's keeper made for this device."""

    def authenticate(self, request: HttpRequest, token: str) -> GateDevice | None:
        """Returns the device of this key."""
        return KEYRING.device(token) if len(token) < 100 and token.isascii() else None


api = NinjaAPI(
    title="Truy Vết: gates and turnstiles",
    version=VERSION,
    description="Each device has a key of its own, made on the venue's page; a key works for its venue alone.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="gates",
    auth=DeviceKey(),
)


def _device(request: HttpRequest) -> GateDevice:
    device = getattr(request, "auth", None)
    if not isinstance(device, GateDevice):
        raise AuthenticationError
    return device


@api.get("/gate", response={200: schema.GateFile, 401: schema.ApiError}, summary="What this gate needs to decide without a network")
def gate(request: HttpRequest) -> Any:
    """Fetch it at the start and every minute after. ``revoked.at`` tells how old the list is."""
    return devices.describe(_device(request))


@api.post(
    "/scans",
    response={200: schema.Results, (400, 401, 408, 411, 413, 429, 503): schema.ApiError},
    summary="Hand in scans, each exactly once",
)
def scans(request: HttpRequest) -> HttpResponse:
    """Answered when the scans are on disk. The same ``event_id`` again gets the same answer; with another body it is refused.

    On 429 and 503 come again after ``Retry-After`` seconds with the same scans.
    """
    return _response(answer(request.environ))  # type: ignore[attr-defined]


@api.post("/code", response={200: schema.Ticket, (400, 401, 429, 503): schema.ApiError}, summary="Send a one-time code to a phone number")
def ask_code(request: HttpRequest, body: schema.AskCode) -> Any:
    """For somebody who has neither code nor card. Nothing tells whether the number is known.

    503 ``no_gateway``: this installation reaches no telephone; no code was made, and asking again does not help.
    """
    if not may_ask_for_code(request, clock.real_now()):
        raise GateRequestRefused(429, "too_many_codes", 600)
    return devices.ask_code(_device(request), body.phone, code_sender(request, body.phone))


@api.post("/code/check", response={200: schema.CodeResult, (400, 401, 503): schema.ApiError}, summary="Try the code that was read out")
def try_code(request: HttpRequest, body: schema.TypedCode) -> Any:
    """The right code is a scan of its owner, decided and stored like any other."""
    return devices.try_code(_device(request), body)


def _response(reply: GateReply) -> HttpResponse:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(reply.retry_after_s)} if reply.retry_after_s else {})
    return HttpResponse(reply.body, status=reply.status, content_type="application/json", headers=headers)


@api.exception_handler(GateRequestRefused)
def _request_refused(request: HttpRequest, error: GateRequestRefused) -> HttpResponse:
    return _response(error.reply)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _response(GateReply(401, {"error": "unknown_key"}))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _bad_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # Which field, never what stood in it: a name that is none of ours is not repeated either.
    known = {name for shape in (schema.AskCode, schema.TypedCode) for name in shape.model_fields}
    named = {str(each["loc"][-1]) for each in error.errors}
    return _response(GateReply(400, {"error": "bad_fields", "fields": sorted(named & known)}))


@api.exception_handler(CodeUndeliverable)
def _undeliverable(request: HttpRequest, error: CodeUndeliverable) -> HttpResponse:
    return _response(GateReply(503, {"error": error.code}))


@api.exception_handler(PhoneInvalid)
def _bad_phone(request: HttpRequest, error: PhoneInvalid) -> HttpResponse:
    return _response(GateReply(400, {"error": "bad_phone"}))


def description() -> dict[str, Any]:
    """Returns the OpenAPI description. The hot door reads its body by itself, so the shape of that is added here."""
    openapi: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    shape = schema.Scans.model_json_schema(ref_template="#/components/schemas/{model}")
    openapi["components"]["schemas"] |= {**shape.pop("$defs"), "Scans": shape}
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Scans"}}}}
    openapi["paths"]["/api/v1/scans"]["post"]["requestBody"] = body
    return openapi
