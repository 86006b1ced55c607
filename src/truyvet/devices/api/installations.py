"""An app registers, proves a phone number, is forgotten. No warning needs any of it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from truyvet.devices.actions import check_phone_code, forget_installation, register_installation, send_phone_code
from truyvet.devices.actions.installations import PLATFORMS
from truyvet.devices.api import schema
from truyvet.devices.api.door import PHONES, JsonObject, RequestTurnedAway, phone_door
from truyvet.messaging.code_limit import may_ask_for_code
from truyvet.web import clock

MAX_TOKEN_CHARS = 80
LANGUAGES = ("vi", "en")


@phone_door("an app registers before it knows anybody")
def register(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST register`` {event_id, platform, phone?, language?} → {installation, wait?, padding}"""
    platform = schema.text(body, "platform", 16)
    if platform not in PLATFORMS:
        raise schema.BadPhoneRequest
    token = register_installation(by=PHONES, now=clock.now(), event_id=schema.event(body), platform=platform)
    return {"installation": token} | (_ask(request, body, token) if body.get("phone") else {})


@phone_door("the installation's token is the key")
def phone(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST phone`` {installation, phone, language?} → {wait, padding}: seconds until this number may have another code"""
    return _ask(request, body, schema.text(body, "installation", MAX_TOKEN_CHARS))


@phone_door("the installation's token is the key")
def phone_check(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST phone/check`` {installation, code, birth_year?} → {outcome, padding}"""
    token, code = schema.text(body, "installation", MAX_TOKEN_CHARS), schema.text(body, "code", 16)
    year = None if body.get("birth_year") is None else schema.number(body, "birth_year", 1880, 2200)
    outcome = check_phone_code(by=PHONES, now=clock.now(), real=clock.real_now(), token=token, code=code, birth_year=year)
    return {"outcome": outcome.value}


@phone_door("the installation's token is the key")
def forget(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST forget`` {installation} → {padding}"""
    forget_installation(by=PHONES, now=clock.now(), token=schema.text(body, "installation", MAX_TOKEN_CHARS))
    return {}


def _ask(request: HttpRequest, body: JsonObject, token: str) -> JsonObject:
    phone, language = schema.text(body, "phone", 40), schema.text(body, "language", 2, needed=False) or "vi"
    if language not in LANGUAGES:
        raise schema.BadPhoneRequest
    if not may_ask_for_code(request, clock.real_now()):
        raise RequestTurnedAway(429, "too_many_codes")
    wait = send_phone_code(
        by=PHONES, now=clock.now(), real=clock.real_now(), event_id=uuid.uuid4(), token=token, phone=phone, language=language
    )
    return {"wait": wait}
