"""Hands a message to Zalo: into a chat that somebody opened with the page, or to a telephone number as ZNS.

The shapes of the requests are those that several public programs use (npm @warriorteam/redai-zalo-sdk 1.32 among them); no page of Zalo's
own was read. They stand in ``_chat``, ``_zns`` and ``_renewed`` and nowhere else. The codes of the answers are published (errors.py). The
event id goes along as ``tracking_id``, for whoever asks Zalo about a message; nothing that Zalo published says that a second message of the
same id is not carried, so a silence is not answered by asking again.
"""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from socket import gaierror
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from truyvet.messaging.gateways.contract import GatewayBusy, GatewaySilent, NotCarried, OutboundMessage, Taken
from truyvet.messaging.gateways.zalo import errors, quota, tokens, unreachable
from truyvet.messaging.gateways.zalo.errors import ZaloOutcome
from truyvet.messaging.gateways.zalo.settings import ZaloSettings
from truyvet.messaging.rules.delivery import next_local_time
from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.messaging.rules.receipt import normalised_id

MAX_ANSWER_BYTES: Final = 64 * 1024
"""Bytes of an answer that are read."""
CHAT: Final = "zalo"
NOT_TAKEN: Final = frozenset({301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 413, 429, 503})
"""Answers of a server that did not look at the message; after any other one it may have it."""
log = logging.getLogger(__name__)


class _Stay(HTTPRedirectHandler):
    """Follows no redirection: a token goes to the address it is meant for, or nowhere."""

    def redirect_request(self, *_: object) -> None:
        return None


class ZaloGateway:
    """The gateway of a province that has a Zalo page."""

    route = "zalo"
    knows_event = False
    window = 1

    def __init__(self, settings: ZaloSettings, *, has_other_way: bool = False) -> None:
        """``has_other_way``: a message centre carries what Zalo cannot."""
        self._settings, self._has_other_way = settings, has_other_way
        self._opener = build_opener(ProxyHandler({}), _Stay())

    def reaches_phones(self, template: str) -> bool:
        """See ``contract.Gateway``: texts that Zalo approved do."""
        return self._settings.speaks and template in self._settings.zns

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        """See ``contract.Gateway``."""
        if not (self._settings.speaks if message.to_kind == CHAT else self.reaches_phones(_name(message))):
            raise NotCarried
        if message.to_kind != CHAT and message.priority == MessagePriority.REMINDER and quota.is_kept(self._settings.app_id, now):
            raise GatewayBusy("zalo: kept for warnings", until=next_local_time(now, errors.DAY_BEGINS))
        token = tokens.current(self._settings)[0]
        code, data = self._tried(message, token)
        if errors.outcome_of(code) is ZaloOutcome.TOKEN and self._settings.renews and (renewed := self._renewed(token)):
            code, data = self._tried(message, renewed)
        outcome = errors.outcome_of(code)
        quota.note(self._settings.app_id, data.get("quota"), now)
        if outcome in errors.NEEDS_SOMEBODY or outcome is ZaloOutcome.TOKEN:
            log.error("zalo needs somebody: %s, code %d", outcome.value, code)
        if outcome is ZaloOutcome.SMS and self._has_other_way and message.to_kind != CHAT:
            unreachable.remember(message.to_address, now)
            raise GatewayBusy(f"zalo{code}: another way")
        if outcome is not ZaloOutcome.SENT:
            raise errors.error_for(code, now)
        number = data.get("message_id") or data.get("msg_id")
        return Taken((normalised_id(number),) if isinstance(number, str) and number else ())

    def _tried(self, message: OutboundMessage, token: str) -> tuple[int, Mapping[str, object]]:
        """Returns the code of the answer, and what it holds."""
        address, body = self._chat(message) if message.to_kind == CHAT else self._zns(message)
        answer = self._post(address, json.dumps(body).encode(), {"Content-Type": "application/json", "access_token": token})
        code = answer.get("error")
        if not isinstance(code, int):
            raise GatewaySilent("zalo: no code")
        given = answer.get("data")
        return code, given if isinstance(given, dict) else {}

    def _chat(self, message: OutboundMessage) -> tuple[str, dict[str, object]]:
        body: dict[str, object] = {"recipient": {"user_id": message.to_address}, "message": {"text": message.text}}
        return self._settings.oa_message, body

    def _zns(self, message: OutboundMessage) -> tuple[str, dict[str, object]]:
        approved = self._settings.zns[_name(message)]
        params: dict[str, object] = {approved.names.get(name, name): value for name, value in message.params.items()}
        return self._settings.zns_message, {
            "phone": message.to_address.removeprefix("+"),
            "template_id": approved.number,
            "template_data": params,
            "tracking_id": str(message.event_id),
        }

    def _renewed(self, spent: str) -> str:
        """Returns an access token in the place of ``spent``, "" when none is given; the pair is kept before it is used, since the old one
        is void. Where another worker has renewed it meanwhile, its token is returned."""
        settings = self._settings
        with tokens.renewal():
            access, refresh = tokens.current(settings)
            if access != spent:
                return access
            form = {"refresh_token": refresh, "app_id": settings.app_id, "grant_type": "refresh_token"}
            kind = {"Content-Type": "application/x-www-form-urlencoded", "secret_key": settings.app_secret}
            answer = self._post(settings.token, urlencode(form).encode(), kind)
            new_access, new_refresh = answer.get("access_token"), answer.get("refresh_token")
            if not (isinstance(new_access, str) and new_access and isinstance(new_refresh, str) and new_refresh):
                return ""
            tokens.keep(settings, new_access, new_refresh)
            return new_access

    def _post(self, address: str, body: bytes, headers: Mapping[str, str]) -> dict[str, object]:
        request = Request(address, data=body, headers=dict(headers), method="POST")  # noqa: S310 - our own settings
        try:
            with self._opener.open(request, timeout=self._settings.timeout) as response:
                answer = json.loads(response.read(MAX_ANSWER_BYTES))
        except HTTPError as error:
            error.close()
            raise (GatewayBusy if error.code in NOT_TAKEN else GatewaySilent)(f"zalo: http {error.code}") from None
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            # Nothing of what was caught is passed on: it may quote the request.
            raise (GatewayBusy if _was_not_connected(error) else GatewaySilent)("zalo: no answer") from None
        if not isinstance(answer, dict):
            raise GatewaySilent("zalo: no object")
        return answer


def _was_not_connected(error: Exception) -> bool:
    """Returns whether the request cannot have reached anybody."""
    return isinstance(getattr(error, "reason", error), (ConnectionRefusedError, gaierror))


def _name(message: OutboundMessage) -> str:
    return message.template.partition("@")[0]
