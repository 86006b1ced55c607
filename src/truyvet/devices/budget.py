"""What one source has used up this hour. Counted in the cache, under a keyed hash: no address is kept."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from truyvet.devices.rules import rate_limits
from truyvet.people.keyed_hash import keyed_hash
from truyvet.web.doors import sender_address


def spend(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more; False past the budget. Rough by a few where processes meet."""
    key = _key(request, what)
    cache.add(key, 0, rate_limits.RATE_WINDOW_S)
    try:
        return cache.incr(key) <= most
    except ValueError:  # The hour ended between the two lines.
        return True


def left(request: HttpRequest, what: str, most: int) -> bool:
    """Whether anything of the budget is left; counts nothing."""
    return int(cache.get(_key(request, what), 0)) < most


def _key(request: HttpRequest, what: str) -> str:
    return f"bluezone:{what}:{keyed_hash('address', rate_limits.source(sender_address(request)))}"
