"""Asks a provider to call one number and play a recording. The sound itself goes there once, when the provider does not know it.

The call's id is ours, and reports come back under it, also when the answer to the request was lost.
"""

from __future__ import annotations

import http.client
import json
import ssl
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from truyvet.messaging.gateways.contract import GatewayBusy, GatewaySilent, NotCarried, OutboundMessage, Taken
from truyvet.messaging.gateways.voice.errors import SOUND_UNKNOWN, TAKEN, error_of
from truyvet.messaging.gateways.voice.settings import provider_of, voice_settings
from truyvet.messaging.recordings import recording_in_force
from truyvet.messaging.rules.voice_address import VoiceAddress

VOICE: Final = "voice"
ANSWER_S: Final = 10.0
"""Without an answer for so long the call is unknown; ours, as for the other gateways."""
MAX_ANSWER_BYTES: Final = 64 * 1024


class VoiceGateway:
    """The gateway of an installation that has a provider of calls."""

    route = VOICE
    knows_event = False
    window = 1

    def __init__(self, address: VoiceAddress | None = None, *, answer_s: float = ANSWER_S) -> None:
        self._address, self._answer_s = address or voice_settings(), answer_s

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: no call is a code's way."""
        return False

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``."""
        recording = recording_in_force(message.template.partition("@")[0], message.language) if message.to_kind == VOICE else None
        if self._address is None or recording is None:
            raise NotCarried
        provider, call_id = provider_of(self._address), f"{message.event_id.hex}-{int(now.timestamp()):x}"
        said = {"id": call_id, "to": message.to_address.removeprefix("+"), "sound": recording.sound_hash}
        body = json.dumps({provider.request[name]: value for name, value in said.items()}).encode()
        status = self._ask("POST", provider.call_path, body, "application/json", call_id)
        if status == SOUND_UNKNOWN:
            path = provider.sound_path.replace("{sound}", quote(recording.sound_hash))
            if self._ask("PUT", path, recording.sound(), "audio/wav", "") not in TAKEN:
                raise GatewayBusy("voice: the sound was not taken")
            status = self._ask("POST", provider.call_path, body, "application/json", call_id)
        if status not in TAKEN:
            raise error_of(status, call_id)
        return Taken((call_id,))

    def _ask(self, method: str, path: str, body: bytes, kind: str, call_id: str) -> int:
        """Returns the status of the answer. Raises GatewayBusy where nobody was connected, GatewaySilent without an answer."""
        assert self._address is not None
        parts = urlsplit(self._address.url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme == "https":
            safe = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=self._answer_s, context=safe)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=self._answer_s)
        try:
            try:
                connection.connect()
            except OSError:
                raise GatewayBusy("voice: no connection") from None
            try:
                headers = {"Authorization": f"Bearer {self._address.token}", "Content-Type": kind}
                connection.request(method, parts.path + path, body, headers)
                answer = connection.getresponse()
                answer.read(MAX_ANSWER_BYTES)
            except (OSError, http.client.HTTPException):
                # Nothing of what was caught is passed on: it may quote the request. A sound that is lost on its way calls nobody.
                lost = GatewaySilent("voice: no answer", gateway_ids=(call_id,), parts=1) if call_id else GatewayBusy("voice: no answer")
                raise lost from None
            return answer.status
        finally:
            connection.close()
