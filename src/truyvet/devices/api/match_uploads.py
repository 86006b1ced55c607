"""Receives the matches that an exposed person or a patient shares, with their consent."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import share_match_log, share_matches
from truyvet.devices.api.door import PHONES, phone_door
from truyvet.devices.api.schema import LogRequest, SharedResponse, ShareRequest
from truyvet.web import clock


@phone_door(ShareRequest, reason="the installation's token is the key")
def share(request: HttpRequest, body: ShareRequest) -> SharedResponse:
    """``POST share``"""
    consent, matches = body.consent_value(), body.match_values()
    return SharedResponse(held=share_matches(by=PHONES, now=clock.now(), installation=body.installation, consent=consent, matches=matches))


@phone_door(LogRequest, reason="a patient's phone shows the code that staff gave; the code is the key")
def log(request: HttpRequest, body: LogRequest) -> SharedResponse:
    """``POST log``"""
    consent, matches = body.consent_value(), body.match_values()
    return SharedResponse(held=share_match_log(by=PHONES, now=clock.now(), code=body.code, consent=consent, matches=matches))
