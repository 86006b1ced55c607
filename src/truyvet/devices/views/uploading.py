"""A code becomes a certificate, a certificate publishes keys; and chaff, which walks the same way and leaves nothing."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import CodeRefused, publish, verify
from truyvet.devices.budget import left, spend
from truyvet.devices.rules import limits, wire
from truyvet.devices.rules.certificates import MAC, MOST
from truyvet.devices.rules.sharing import agreed
from truyvet.devices.views.wire import BY, Said, Turned, upload_door
from truyvet.web import clock

SECRET_MOST = 64


@upload_door("a phone shows the code that staff gave; the code is the key")
def check_code(request: HttpRequest, said: Said) -> Said:
    """``POST verify`` {code, hmac, padding, chaff} → {certificate, expires, padding}"""
    if not left(request, "wrong", limits.WRONG):
        raise Turned(429, "too_many_requests")
    code, mac, chaff = wire.text(said, "code", 20), wire.octets(said, "hmac", MAC, MAC), wire.flag(said, "chaff")
    try:
        made = verify(by=BY, now=clock.now(), code=code, tekmac=mac, decoy=chaff)
    except CodeRefused:
        spend(request, "wrong", limits.WRONG)
        raise
    return {"certificate": made.certificate, "expires": made.expires}


@upload_door("a phone shows a certificate of ours, which fits these keys alone")
def publish_keys(request: HttpRequest, said: Said) -> Said:
    """``POST publish`` {keys, hmac_secret, certificate, link, padding, chaff} → {taken, waiting, until, padding}"""
    keys, secret = wire.keys(said), wire.octets(said, "hmac_secret", 0, SECRET_MOST)
    certificate, chaff = wire.text(said, "certificate", MOST), wire.flag(said, "chaff")
    consent = wire.consent(said, "link")
    link = consent is not None and agreed("link", consent)
    done = publish(by=BY, now=clock.now(), certificate=certificate, keys=keys, secret=secret, link=link, decoy=chaff)
    return {"taken": done.taken, "waiting": done.waiting, "until": done.until}
