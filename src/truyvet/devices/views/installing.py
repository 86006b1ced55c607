"""An app registers, proves a phone number, is forgotten. Nothing that warns anybody asks for it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from truyvet.devices.actions import ask_phone, check_phone, forget_installation, register
from truyvet.devices.actions.registering import PLATFORMS
from truyvet.devices.rules import wire
from truyvet.devices.views.wire import BY, Said, Turned, upload_door
from truyvet.messaging.budget import within_budget
from truyvet.web import clock

TOKEN = 80
LANGUAGES = ("vi", "en")


@upload_door("an app registers before it knows anybody")
def register_app(request: HttpRequest, said: Said) -> Said:
    """``POST register`` {event_id, platform, phone?, language?} → {installation, wait?, padding}"""
    platform = wire.text(said, "platform", 16)
    if platform not in PLATFORMS:
        raise wire.BadRequest
    token = register(by=BY, now=clock.now(), event_id=wire.event(said), platform=platform)
    return {"installation": token} | (_ask(request, said, token) if said.get("phone") else {})


@upload_door("the installation's token is the key")
def send_code(request: HttpRequest, said: Said) -> Said:
    """``POST phone`` {installation, phone, language?} → {wait, padding}: seconds until this number may have another code"""
    return _ask(request, said, wire.text(said, "installation", TOKEN))


@upload_door("the installation's token is the key")
def check_sent_code(request: HttpRequest, said: Said) -> Said:
    """``POST phone/check`` {installation, code, birth_year?} → {outcome, padding}"""
    token, code = wire.text(said, "installation", TOKEN), wire.text(said, "code", 16)
    year = None if said.get("birth_year") is None else wire.number(said, "birth_year", 1880, 2200)
    outcome = check_phone(by=BY, now=clock.now(), real=clock.real_now(), token=token, code=code, birth_year=year)
    return {"outcome": outcome.value}


@upload_door("the installation's token is the key")
def forget(request: HttpRequest, said: Said) -> Said:
    """``POST forget`` {installation} → {padding}"""
    forget_installation(by=BY, now=clock.now(), token=wire.text(said, "installation", TOKEN))
    return {}


def _ask(request: HttpRequest, said: Said, token: str) -> Said:
    phone, language = wire.text(said, "phone", 40), wire.text(said, "language", 2, needed=False) or "vi"
    if language not in LANGUAGES:
        raise wire.BadRequest
    if not within_budget(request):
        raise Turned(429, "too_many_codes")
    wait = ask_phone(by=BY, now=clock.now(), real=clock.real_now(), event_id=uuid.uuid4(), token=token, phone=phone, language=language)
    return {"wait": wait}
