"""What carries messages. One folder for each gateway, all with the same files; CONTRIBUTING says how to add one."""

from truyvet.messaging.gateways.contract import Gateway, GatewayBusy, GatewayRefused, NotCarried, OutboundMessage
from truyvet.messaging.gateways.selection import select_gateway, undeliverable_codes

__all__ = ["Gateway", "GatewayBusy", "GatewayRefused", "NotCarried", "OutboundMessage", "select_gateway", "undeliverable_codes"]
