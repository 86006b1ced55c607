"""Which gateway carries the messages of this installation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from truyvet.messaging import message_templates
from truyvet.messaging.gateways.contract import Gateway, OutboundMessage
from truyvet.messaging.gateways.email.client import EMAIL, EmailGateway
from truyvet.messaging.gateways.push.client import PUSH, PushGateway
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.simulator.client import SimulatorGateway
from truyvet.messaging.gateways.smpp.client import SmppGateway, smpp_gateway
from truyvet.messaging.gateways.voice.client import VOICE, VoiceGateway
from truyvet.messaging.gateways.zalo.client import CHAT, ZaloGateway
from truyvet.messaging.gateways.zalo.settings import zalo_settings
from truyvet.messaging.gateways.zalo.unreachable import is_unreachable
from truyvet.messaging.rules.message_template import MessagePriority
from truyvet.messaging.rules.simulator_numbers import SIMULATOR_NUMBERS

_ALL: Final = (SandboxGateway, SimulatorGateway, SmppGateway, ZaloGateway, EmailGateway, PushGateway, VoiceGateway)
KNOWING_ROUTES: Final = tuple(gateway.route for gateway in _ALL if gateway.knows_event)
"""Gateways that may be asked again about a message that they may have."""


def select_gateway() -> Gateway:
    """Returns the sandbox in a demonstration, and nowhere else; otherwise the message centre that is set up, else Zalo."""
    if settings.TRUYVET_DEMO:
        return SandboxGateway()
    return smpp_gateway() or ZaloGateway(zalo_settings())


def second_route(gateway: Gateway) -> Gateway | None:
    """Returns the other route to telephones beside ``gateway``; None where there is one alone."""
    return smpp_gateway(2) if isinstance(gateway, SmppGateway) else None


def carrier_of(gateway: Gateway, message: OutboundMessage, now: datetime) -> Gateway:
    """Returns what carries one message where ``gateway`` is the one for telephones.

    Simulator numbers never leave, a chat is Zalo's, e-mail the mail server's, a browser its maker's, a call the provider's. A text that
    Zalo approved goes there before it goes to a message centre, unless Zalo said in the last 30 days that it does not reach the number.
    """
    if message.to_address in SIMULATOR_NUMBERS:
        return SimulatorGateway()
    if message.to_kind == EMAIL and not isinstance(gateway, SandboxGateway):
        return EmailGateway()
    if message.to_kind == PUSH and not isinstance(gateway, SandboxGateway):
        return PushGateway()
    if message.to_kind == VOICE and not isinstance(gateway, SandboxGateway):
        return VoiceGateway()
    if not isinstance(gateway, SmppGateway):
        return gateway
    zalo = ZaloGateway(zalo_settings(), has_other_way=True)
    by_zalo = zalo.reaches_phones(message.template.partition("@")[0]) and not is_unreachable(message.to_address, now)
    return zalo if message.to_kind == CHAT or by_zalo else gateway


def takes_answers() -> bool:
    """Returns whether a text can be answered: in a demonstration, and where our texts come from a number and not under a name."""
    gateway = select_gateway()
    return isinstance(gateway, SandboxGateway) or (isinstance(gateway, SmppGateway) and gateway.is_answerable)


def undeliverable_codes() -> list[str]:
    """Returns the codes that reach no telephone of this installation ("signin_code"), in order of the alphabet."""
    gateway = select_gateway()
    codes = {each.name for each in message_templates.templates().values() if each.priority is MessagePriority.CODE and not each.only_to}
    return sorted(code for code in codes if not gateway.reaches_phones(code))
