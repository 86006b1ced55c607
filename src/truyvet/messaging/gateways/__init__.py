"""What carries messages. One folder for each gateway, all with the same files; CONTRIBUTING says how to add one."""

from truyvet.messaging.gateways.chosen import the_gateway
from truyvet.messaging.gateways.contract import Gateway, GatewayBusy, GatewayRefused, Handover

__all__ = ["Gateway", "GatewayBusy", "GatewayRefused", "Handover", "the_gateway"]
