"""How many codes one internet address asked for this hour. Counted in the cache, under a keyed hash: no address is kept."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.rules import one_time_code
from truyvet.web.doors import sender_address


def within_budget(request: HttpRequest) -> bool:
    """Count one more code for the reader's address; False past the hour's budget. Rough by a few where processes meet."""
    key = f"codes:{keyed_hash('address', sender_address(request))}"
    cache.add(key, 0, int(one_time_code.BUDGET_WINDOW.total_seconds()))
    try:
        return cache.incr(key) <= one_time_code.MAX_CODES_PER_ADDRESS
    except ValueError:  # The hour ended between the two lines.
        return True
