"""Which gateway carries the messages of this installation."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from truyvet.messaging import message_templates
from truyvet.messaging.gateways.contract import Gateway
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.simulator.client import SIMULATOR_NUMBERS, SimulatorGateway
from truyvet.messaging.gateways.zalo.client import ZaloGateway
from truyvet.messaging.gateways.zalo.settings import zalo_settings
from truyvet.messaging.rules.message_template import MessagePriority

KNOWING_ROUTES: Final = tuple(gateway.route for gateway in (SandboxGateway, SimulatorGateway, ZaloGateway) if gateway.knows_event)
"""Gateways that may be asked again about a message that they may have."""


def select_gateway() -> Gateway:
    """Returns the sandbox in a demonstration, and nowhere else; otherwise Zalo, which carries nothing until it is set up."""
    return SandboxGateway() if settings.TRUYVET_DEMO else ZaloGateway(zalo_settings())


def carrier_of(gateway: Gateway, to_address: str) -> Gateway:
    """Returns what carries one message: ``gateway``, except that simulator numbers never leave the house."""
    return SimulatorGateway() if to_address in SIMULATOR_NUMBERS else gateway


def undeliverable_codes() -> list[str]:
    """Returns the codes that reach no telephone of this installation ("signin_code"), in order of the alphabet."""
    gateway = select_gateway()
    codes = {each.name for each in message_templates.templates().values() if each.priority is MessagePriority.CODE and not each.only_to}
    return sorted(code for code in codes if not gateway.reaches_phones(code))
