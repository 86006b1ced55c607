"""Which gateway carries the messages of this installation."""

from __future__ import annotations

from django.conf import settings

from truyvet.messaging.gateways.contract import Gateway
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.gateways.zalo.client import ZaloGateway
from truyvet.messaging.gateways.zalo.settings import zalo_settings


def select_gateway() -> Gateway:
    """Returns the sandbox in a demonstration, and nowhere else; otherwise Zalo, which carries nothing until it is set up."""
    return SandboxGateway() if settings.TRUYVET_DEMO else ZaloGateway(zalo_settings())
