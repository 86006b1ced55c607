"""What an exposed person or a patient tells the health department, with their consent."""

from __future__ import annotations

from django.http import HttpRequest

from truyvet.devices.actions import CodeRefused, hand_in_log, share
from truyvet.devices.budget import left, spend
from truyvet.devices.rules import limits, wire
from truyvet.devices.rules.sharing import Consent
from truyvet.devices.views.wire import BY, Said, Turned, upload_door
from truyvet.web import clock


@upload_door("the installation's token is the key")
def share_matches(request: HttpRequest, said: Said) -> Said:
    """``POST share`` {installation, consent, matches, padding} → {held, padding}"""
    token = wire.text(said, "installation", 80)
    return {"held": share(by=BY, now=clock.now(), installation=token, consent=_consent(said), matches=wire.matches(said))}


@upload_door("a patient's phone shows the code that staff gave; the code is the key")
def share_log(request: HttpRequest, said: Said) -> Said:
    """``POST log`` {code, consent, matches, padding} → {held, padding}"""
    if not left(request, "wrong", limits.WRONG):
        raise Turned(429, "too_many_requests")
    code, consent, matches = wire.text(said, "code", 20), _consent(said), wire.matches(said)
    try:
        return {"held": hand_in_log(by=BY, now=clock.now(), code=code, consent=consent, matches=matches)}
    except CodeRefused:
        spend(request, "wrong", limits.WRONG)
        raise


def _consent(said: Said) -> Consent:
    return wire.consent(said) or Consent("", "")
