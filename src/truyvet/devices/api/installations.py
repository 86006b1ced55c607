"""An app registers, proves a phone number, is forgotten. No warning needs any of it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from truyvet.devices.actions import check_phone_code, forget_installation, register_installation, send_phone_code
from truyvet.devices.api.door import PHONES, RequestTurnedAway, phone_door
from truyvet.devices.api.schema import (
    EmptyResponse,
    ForgetRequest,
    Language,
    PhoneCheckRequest,
    PhoneCheckResponse,
    PhoneCodeRequest,
    PhoneCodeResponse,
    RegisterRequest,
    RegisterResponse,
)
from truyvet.messaging.code_limit import code_sender, may_ask_for_code
from truyvet.web import clock

TOKEN_IS_KEY = "the installation's token is the key"  # noqa: S105 - a reason, not a secret


@phone_door(RegisterRequest, reason="an app registers before it knows anybody")
def register(request: HttpRequest, body: RegisterRequest) -> RegisterResponse:
    """``POST register``"""
    token = register_installation(by=PHONES, now=clock.now(), event_id=body.event_id, platform=body.platform)
    return RegisterResponse(installation=token, wait=_send(request, token, body.phone, body.language) if body.phone else None)


@phone_door(PhoneCodeRequest, reason=TOKEN_IS_KEY)
def phone(request: HttpRequest, body: PhoneCodeRequest) -> PhoneCodeResponse:
    """``POST phone``"""
    return PhoneCodeResponse(wait=_send(request, body.installation, body.phone, body.language))


@phone_door(PhoneCheckRequest, reason=TOKEN_IS_KEY)
def phone_check(request: HttpRequest, body: PhoneCheckRequest) -> PhoneCheckResponse:
    """``POST phone/check``"""
    now, real = clock.now(), clock.real_now()
    outcome = check_phone_code(by=PHONES, now=now, real=real, token=body.installation, code=body.code, birth_year=body.birth_year)
    return PhoneCheckResponse(outcome=outcome.value)


@phone_door(ForgetRequest, reason=TOKEN_IS_KEY)
def forget(request: HttpRequest, body: ForgetRequest) -> EmptyResponse:
    """``POST forget``"""
    forget_installation(by=PHONES, now=clock.now(), token=body.installation)
    return EmptyResponse()


def _send(request: HttpRequest, token: str, phone: str, language: Language) -> int:
    now, real = clock.now(), clock.real_now()
    if not may_ask_for_code(request, real):
        raise RequestTurnedAway(429, "too_many_codes")
    sender = code_sender(request, phone)
    return send_phone_code(by=PHONES, now=now, real=real, event_id=uuid.uuid4(), token=token, phone=phone, language=language, sender=sender)
