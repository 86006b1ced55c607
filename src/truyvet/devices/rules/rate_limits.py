"""Limits how much one source may ask for. Every source has its own budget: a flood uses up its own and nobody else's.

A code has 40 random bits, so no brake on all guesses together is needed; such a brake would be the flooder's lever (T5).
"""

from __future__ import annotations

import ipaddress
from typing import Final

RATE_WINDOW_S: Final = 3_600
"""Seconds for which a budget counts."""
MAX_WRONG_CODES: Final = 300
"""Wrong codes of one source in an hour: a carrier's gateway holds thousands of phones, and nearly all type their code right."""
MAX_REQUESTS: Final = 6_000
"""Uploads, chaff and registrations of one source in an hour."""


def source(address: str) -> str:
    """Returns what counts as one source: an IPv4 address, or the /64 of an IPv6 subscriber. "" for no address."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)
