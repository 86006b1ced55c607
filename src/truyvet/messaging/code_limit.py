"""How many codes one sender may ask for: a machine that asks for every number there is gets no further."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest

from truyvet.core.rate_limit import RateLimit, sender_network, take
from truyvet.people.rules.one_time_code import MAX_CODES_PER_ADDRESS
from truyvet.web.doors import sender_address

CODES_PER_SENDER: Final = RateLimit("messaging.codes", burst=MAX_CODES_PER_ADDRESS, per_hour=MAX_CODES_PER_ADDRESS, is_shared=True)


def may_ask_for_code(request: HttpRequest, real: datetime) -> bool:
    """Counts one more code for the reader's network at ``real``, the machine's time; False when it must wait."""
    return take(CODES_PER_SENDER, sender_network(sender_address(request)), real.timestamp()) == 0
