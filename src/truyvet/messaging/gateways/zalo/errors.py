"""What Zalo's answer to a message means for us: the published codes as a table, and our two exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from truyvet.messaging.gateways.contract import GatewayBusy, GatewayRefused
from truyvet.messaging.rules.delivery import next_local_time

NIGHT_ENDS: Final = time(6, 5)
"""ZNS texts may be refused from 22:00 to 06:00; five minutes later nobody's clock disagrees."""
DAY_BEGINS: Final = time(0, 5)
"""The day's quota is new from midnight; five minutes later, for the same reason."""


class ZaloOutcome(StrEnum):
    """What follows from an answer."""

    SENT = "sent"
    RETRY = "retry"
    TOKEN = "token"  # noqa: S105 - a word, no token
    """The access token is spent: refresh it once, try again."""
    MORNING = "morning"
    TOMORROW = "tomorrow"
    SMS = "sms"
    """Cannot be reached through Zalo, or will not be: only another way helps."""
    NUMBER = "number"
    TEMPLATE = "template"
    CONFIGURATION = "configuration"
    STOP = "stop"
    """The money or the quota is spent: somebody must act."""
    BUG = "bug"


_GROUPS: Final[Mapping[ZaloOutcome, tuple[int, ...]]] = {
    ZaloOutcome.SENT: (0,),
    ZaloOutcome.RETRY: (-100,),
    ZaloOutcome.CONFIGURATION: (
        -101, -102, -103, -104, -105, -117, -120, -125, -135, -1351, -138,
        -126, -127, -128, -129, -136, -137, -142, -143,
    ),
    ZaloOutcome.BUG: (-106, -107, -148, -149, -150, -1491, -151, -152, -153, -158, -159, -160, -161, -162),
    ZaloOutcome.NUMBER: (-108,),
    ZaloOutcome.TEMPLATE: (-109, -111, -112, -1121, -1122, -1124, -113, -116, -130, -131, -132, -145, -146),
    ZaloOutcome.SMS: (-110, -114, -118, -119, -134, -139, -140, -141, -213, -230, -232),
    ZaloOutcome.STOP: (-115,),
    ZaloOutcome.TOKEN: (-124, -216),
    ZaloOutcome.MORNING: (-133,),
    ZaloOutcome.TOMORROW: (-144, -147, -1441),
}  # fmt: skip
"""Above -200 those of ZNS, confirmed. Below those of the chat, from programs of others and unconfirmed: the token is spent (-216), who is
written to does not follow the page or has not written for too long."""
OUTCOMES: Final[Mapping[int, ZaloOutcome]] = {code: outcome for outcome, codes in _GROUPS.items() for code in codes}

NEEDS_SOMEBODY: Final = frozenset({ZaloOutcome.CONFIGURATION, ZaloOutcome.STOP, ZaloOutcome.TEMPLATE, ZaloOutcome.BUG})
"""No wait helps: the log says so, by code."""


def outcome_of(code: int) -> ZaloOutcome:
    """Returns what a code means; one that is not in the list is tried again, and given up after the usual tries."""
    return OUTCOMES.get(code, ZaloOutcome.RETRY)


def busy_until(outcome: ZaloOutcome, now: datetime) -> datetime | None:
    """Returns the earliest moment at which another try makes sense; None for the usual wait."""
    if outcome not in (ZaloOutcome.MORNING, ZaloOutcome.TOMORROW):
        return None
    return next_local_time(now, NIGHT_ENDS if outcome is ZaloOutcome.MORNING else DAY_BEGINS)


def error_for(code: int, now: datetime) -> GatewayBusy | GatewayRefused:
    """Returns the exception for an answer that is not SENT: refused where no second try can help, else busy."""
    outcome = outcome_of(code)
    if outcome in (ZaloOutcome.TEMPLATE, ZaloOutcome.BUG, ZaloOutcome.SMS, ZaloOutcome.NUMBER):
        return GatewayRefused(f"zalo{code}")
    return GatewayBusy(f"zalo{code}", until=busy_until(outcome, now))
