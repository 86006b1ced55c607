"""Hands one message to the push service of a browser's maker, encrypted to that browser alone (RFC 8030, 8188, 8291).

A push service learns that this browser gets a message from us, and when; it reads nothing of it. Services send no receipts: a message that
one has taken stays *taken*, and is unknown after 72 hours.
"""

from __future__ import annotations

import http.client
import logging
from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Final

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.keys.key_storage import KeyLost, decrypt_key
from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent, NotCarried, OutboundMessage, Taken
from truyvet.messaging.gateways.outage import leave_alone, refuse_while_down
from truyvet.messaging.gateways.push.endpoint import EndpointRefused, PushEndpoint, read_endpoint
from truyvet.messaging.gateways.push.errors import GONE, NOT_US, error_of
from truyvet.messaging.gateways.push.settings import PushSettings, push_rule, push_settings
from truyvet.messaging.gateways.push.vapid import authorization
from truyvet.messaging.models import PushSubscription
from truyvet.messaging.rules.push_first import push_payload, read_push_address

PUSH: Final = "push"
TTL_S: Final = 4 * 60 * 60
"""So long a service keeps a message for a telephone that is switched off; as for message centres, a warning is not repeated earlier."""
log = logging.getLogger(__name__)


class PushGateway:
    """The gateway of an installation that may speak to push services."""

    route = PUSH
    knows_event = False
    window = 1

    def __init__(self, found: PushSettings | None = None) -> None:
        self._settings = found or push_settings()

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: no push is a code's way."""
        return False

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``. A subscription that can never be used again is forgotten."""
        if message.to_kind != PUSH or not self._settings.contact:
            raise NotCarried
        device, path = read_push_address(message.to_address)
        row = PushSubscription.objects.select_related("key").filter(code=device).first()
        if row is None:
            raise GatewayRefused("gone")
        try:
            # Once more, since the list of hosts may have become shorter.
            endpoint, key = read_endpoint(row.endpoint, push_rule().hosts), decrypt_key(row.key.secret)
        except (EndpointRefused, KeyLost):
            row.delete()
            raise GatewayRefused("unusable") from None
        headers = {
            "Authorization": authorization(key, endpoint.origin, self._settings.contact, now), "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream", "TTL": str(TTL_S), "Urgency": "high",
        }  # fmt: skip
        status, retry_after, date = self._post(endpoint, _encrypted(push_payload(message.text, message.language, path), row), headers)
        if status in GONE:
            row.delete()
        if status in NOT_US:
            log.error("push needs somebody: http %d", status)
        error = error_of(status, retry_after, date, now)
        if error is not None:
            raise error
        return Taken()

    def _post(self, endpoint: PushEndpoint, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        """Returns the status, Retry-After and Date of the answer. Nothing of what is caught is passed on: it may quote the address."""
        refuse_while_down(endpoint.host)
        connection = self._settings.connect(endpoint.host)
        try:
            try:
                connection.connect()
            except (OSError, http.client.HTTPException):
                leave_alone(endpoint.host)
                raise GatewayBusy("push: no connection") from None
            connection.request("POST", endpoint.target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Retry-After", ""), answer.headers.get("Date", "")
        except (OSError, http.client.HTTPException):
            leave_alone(endpoint.host)
            raise GatewaySilent("push: no answer") from None
        finally:
            connection.close()


def _encrypted(payload: bytes, row: PushSubscription) -> bytes:
    browser, secret = (urlsafe_b64decode(part + "==") for part in row.browser_keys.split())
    own = ec.generate_private_key(ec.SECP256R1())
    sealed: bytes = http_ece.encrypt(payload, private_key=own, dh=browser, auth_secret=secret, version="aes128gcm")
    return sealed
