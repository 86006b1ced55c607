"""Verifies an upload code and publishes keys; chaff takes the same path and leaves nothing."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import UploadCodeInvalid, publish_keys, verify_upload_code
from truyvet.devices.api import schema
from truyvet.devices.api.door import PHONES, JsonObject, RequestTurnedAway, phone_door
from truyvet.devices.budget import left, spend
from truyvet.devices.rules import rate_limits
from truyvet.devices.rules.shared_matches import is_current_consent
from truyvet.devices.rules.verification_certificates import HMAC_BYTES, MAX_CERTIFICATE_CHARS
from truyvet.web import clock

MAX_HMAC_SECRET_BYTES = 64


@phone_door("a phone shows the code that staff gave; the code is the key")
def verify(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST verify`` {code, hmac, padding, chaff} → {certificate, expires, padding}"""
    if not left(request, "wrong", rate_limits.MAX_WRONG_CODES):
        raise RequestTurnedAway(429, "too_many_requests")
    code, mac, chaff = schema.text(body, "code", 20), schema.octets(body, "hmac", HMAC_BYTES, HMAC_BYTES), schema.flag(body, "chaff")
    try:
        made = verify_upload_code(by=PHONES, now=clock.now(), code=code, tekmac=mac, is_chaff=chaff)
    except UploadCodeInvalid:
        spend(request, "wrong", rate_limits.MAX_WRONG_CODES)
        raise
    return {"certificate": made.certificate, "expires": made.expires}


@phone_door("a phone shows a certificate of ours, which fits these keys alone")
def publish(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST publish`` {keys, hmac_secret, certificate, link, padding, chaff} → {taken, waiting, until, padding}"""
    keys, secret = schema.keys(body), schema.octets(body, "hmac_secret", 0, MAX_HMAC_SECRET_BYTES)
    certificate, chaff = schema.text(body, "certificate", MAX_CERTIFICATE_CHARS), schema.flag(body, "chaff")
    consent = schema.consent(body, "link")
    link = consent is not None and is_current_consent("link", consent)
    done = publish_keys(by=PHONES, now=clock.now(), certificate=certificate, keys=keys, secret=secret, link=link, is_chaff=chaff)
    return {"taken": done.taken, "waiting": done.waiting, "until": done.until}
