"""How many codes one internet address asked for this hour. Counted in the cache, under a keyed hash: no address is kept."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from truyvet.people.keyed import keyed_hash
from truyvet.people.rules import onetime


def within_budget(request: HttpRequest) -> bool:
    """Count one more code for the reader's address; False past the hour's budget. Rough by a few where processes meet."""
    key = f"codes:{keyed_hash('address', _address(request))}"
    cache.add(key, 0, int(onetime.BUDGET_WINDOW.total_seconds()))
    try:
        return cache.incr(key) <= onetime.PER_ADDRESS
    except ValueError:  # The hour ended between the two lines.
        return True


def _address(request: HttpRequest) -> str:
    """What our own outermost proxy saw; what a reader writes into the header stands further left and is not believed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return seen[-proxies] if 0 < proxies <= len(seen) and seen[-proxies] else request.META.get("REMOTE_ADDR", "")
