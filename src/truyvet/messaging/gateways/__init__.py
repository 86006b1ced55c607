"""What carries messages. One folder for each gateway, all with the same files; CONTRIBUTING says how to add one."""

from truyvet.messaging.gateways.contract import (
    AnsweringGateway,
    Gateway,
    GatewayBusy,
    GatewayRefused,
    GatewaySilent,
    NotCarried,
    OutboundMessage,
    ReportingGateway,
    Taken,
)
from truyvet.messaging.gateways.selection import (
    KNOWING_ROUTES,
    carrier_of,
    second_route,
    select_gateway,
    takes_answers,
    undeliverable_codes,
)

__all__ = [
    "KNOWING_ROUTES",
    "AnsweringGateway",
    "Gateway",
    "GatewayBusy",
    "GatewayRefused",
    "GatewaySilent",
    "NotCarried",
    "OutboundMessage",
    "ReportingGateway",
    "Taken",
    "carrier_of",
    "second_route",
    "select_gateway",
    "takes_answers",
    "undeliverable_codes",
]
