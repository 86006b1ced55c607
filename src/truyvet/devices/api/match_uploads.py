"""Receives the matches that an exposed person or a patient shares, with their consent."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import UploadCodeInvalid, share_match_log, share_matches
from truyvet.devices.api import schema
from truyvet.devices.api.door import PHONES, JsonObject, RequestTurnedAway, phone_door
from truyvet.devices.budget import left, spend
from truyvet.devices.rules import rate_limits
from truyvet.devices.rules.shared_matches import SharingConsent
from truyvet.web import clock


@phone_door("the installation's token is the key")
def share(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST share`` {installation, consent, matches, padding} → {held, padding}"""
    token = schema.text(body, "installation", 80)
    return {"held": share_matches(by=PHONES, now=clock.now(), installation=token, consent=_consent(body), matches=schema.matches(body))}


@phone_door("a patient's phone shows the code that staff gave; the code is the key")
def log(request: HttpRequest, body: JsonObject) -> JsonObject:
    """``POST log`` {code, consent, matches, padding} → {held, padding}"""
    if not left(request, "wrong", rate_limits.MAX_WRONG_CODES):
        raise RequestTurnedAway(429, "too_many_requests")
    code, consent, matches = schema.text(body, "code", 20), _consent(body), schema.matches(body)
    try:
        return {"held": share_match_log(by=PHONES, now=clock.now(), code=code, consent=consent, matches=matches)}
    except UploadCodeInvalid:
        spend(request, "wrong", rate_limits.MAX_WRONG_CODES)
        raise


def _consent(body: JsonObject) -> SharingConsent:
    return schema.consent(body) or SharingConsent("", "")
