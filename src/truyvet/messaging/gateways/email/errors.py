"""What a mail server's replies mean for us. Source: RFC 5321 §4.2.1 and §4.2.3: 4yz is for now, 5yz for good."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused, GatewaySilent


class SmtpStep(StrEnum):
    """What was being said when the server said no."""

    SENDER = "sender"
    MAILBOX = "mailbox"
    TEXT = "text"


OUR_SETTINGS: Final = frozenset({503, 530, 534, 535, 538})
"""Sign in first, or otherwise (RFC 4954 §6): our own settings are wrong, whoever it goes to."""


def error_of(step: SmtpStep, code: int) -> Exception:
    """Returns what a reply other than 2yz means. Nothing is lost while settings of ours are put right: a refused sender is for now."""
    reason = f"smtp {step.value} {code}"
    if 400 <= code < 500 or step is SmtpStep.SENDER or code in OUR_SETTINGS:
        return GatewayBusy(reason)
    if 500 <= code < 600:
        return GatewayRefused(reason)
    # Neither yes nor no: only to the text may it hide a yes.
    return GatewaySilent(reason) if step is SmtpStep.TEXT else GatewayBusy(reason)
