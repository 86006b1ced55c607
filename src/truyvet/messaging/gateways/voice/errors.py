"""What a provider's answer to a call means for us, by the status of HTTP (docs/how-to/voice-calls.md)."""

from __future__ import annotations

from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent

SOUND_UNKNOWN: Final = 404
TAKEN: Final = frozenset({200, 201, 202, 409})
"""409: a call with this id was taken before."""
REFUSED: Final = frozenset({400, 422})
"""No such number, or one that wants no calls. Whatever else is of no use for this number is for another one too, and waits."""


def error_of(status: int, call_id: str) -> Exception:
    """Returns the exception for an answer that is not TAKEN: below 500 nobody is called."""
    if status in REFUSED:
        return GatewayRefused(f"voice {status}")
    if status < 500 or status == 503:
        return GatewayBusy(f"voice {status}")
    return GatewaySilent(f"voice {status}", gateway_ids=(call_id,), parts=1)
