"""Verifies an upload code and publishes keys; chaff takes the same path and leaves nothing."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import publish_keys, verify_upload_code
from truyvet.devices.api.door import PHONES, phone_door
from truyvet.devices.api.schema import PublishRequest, PublishResponse, VerifyRequest, VerifyResponse
from truyvet.devices.rules.shared_matches import is_current_consent
from truyvet.web import clock


@phone_door(VerifyRequest, reason="a phone shows the code that staff gave; the code is the key")
def verify(request: HttpRequest, body: VerifyRequest) -> VerifyResponse:
    """``POST verify``"""
    issued = verify_upload_code(by=PHONES, now=clock.now(), code=body.code, tekmac=body.hmac, is_chaff=body.chaff)
    return VerifyResponse(certificate=issued.certificate, expires=issued.expires)


@phone_door(PublishRequest, reason="a phone shows a certificate of ours, which fits these keys alone")
def publish(request: HttpRequest, body: PublishRequest) -> PublishResponse:
    """``POST publish``"""
    receipt = publish_keys(
        by=PHONES,
        now=clock.now(),
        certificate=body.certificate,
        keys=[each.value() for each in body.keys],
        secret=body.hmac_secret,
        link=body.link is not None and is_current_consent("link", body.link.value()),
        is_chaff=body.chaff,
    )
    return PublishResponse(taken=receipt.taken, waiting=receipt.waiting, until=receipt.until)
