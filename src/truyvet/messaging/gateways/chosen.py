"""The gateway of this installation."""

from __future__ import annotations

from truyvet.messaging.gateways.contract import Gateway
from truyvet.messaging.gateways.sandbox.client import Sandbox


def the_gateway() -> Gateway:
    """The sandbox: so far the only one, and the only one a demonstration ever uses."""
    return Sandbox()
