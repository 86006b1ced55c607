"""How much one sender may do: a bucket that holds ``burst`` tokens and refills.

One rule says who a sender is: an IPv4 address, an IPv6 network of /64 (one household or telephone has a whole one), or an account.
Addresses are kept under a keyed hash, for as long as the bucket needs to fill up again.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

MAX_BUCKETS: Final = 50_000
"""In a process; the one that was not used for longest is forgotten first, so memory is bounded."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``burst`` at once, then ``per_hour`` more each hour. ``name`` is "<room>.<what>".

    ``is_shared``: counted for all processes of one machine together, roughly, through the cache "rates". Otherwise each process counts for
    itself, which costs no file and no network.
    """

    name: str
    burst: float
    per_hour: float
    is_shared: bool = False

    def wait_s(self, left: float) -> int:
        """Returns after how many whole seconds one more may pass when ``left`` tokens are left; 0 is now."""
        return 0 if left >= 1 else math.ceil((1 - left) * 3600 / self.per_hour)


class BucketStore(Protocol):
    """Where levels are kept: (tokens left, at which second)."""

    def read(self, key: str) -> tuple[float, float] | None:
        """Returns the level of a bucket, None when it is full."""

    def write(self, key: str, level: tuple[float, float], keep_s: int) -> None:
        """Keeps the level of a bucket for as long as it is not full."""


class MemoryStore:
    """Buckets of this process."""

    def __init__(self, max_buckets: int = MAX_BUCKETS) -> None:
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._max_buckets, self._lock = max_buckets, Lock()

    def read(self, key: str) -> tuple[float, float] | None:
        """Returns the level of a bucket, None when it is full."""
        with self._lock:
            return self._levels.get(key)

    def write(self, key: str, level: tuple[float, float], keep_s: int) -> None:
        """Keeps the level of a bucket."""
        with self._lock:
            self._levels[key] = level
            self._levels.move_to_end(key)
            if len(self._levels) > self._max_buckets:
                self._levels.popitem(last=False)

    def clear(self) -> None:
        """Fills every bucket, for tests."""
        with self._lock:
            self._levels.clear()


class CacheStore:
    """Buckets of one machine, in a cache of their own: who floods them throws out nobody's count of failed sign-ins.

    Rough by a few where processes meet.
    """

    def read(self, key: str) -> tuple[float, float] | None:
        """Returns the level of a bucket, None when it is full."""
        from django.core.cache import caches

        level: tuple[float, float] | None = caches["rates"].get(key)
        return level

    def write(self, key: str, level: tuple[float, float], keep_s: int) -> None:
        """Keeps the level of a bucket for ``keep_s`` seconds."""
        from django.core.cache import caches

        caches["rates"].set(key, level, keep_s)


MEMORY: Final = MemoryStore()
CACHE: Final = CacheStore()
_TURN: Final = Lock()


def take(limit: RateLimit, sender: str, at: float) -> int:
    """Counts one more for ``sender`` at the second ``at``. Returns 0 when it may pass, else after how many seconds to come again."""
    # Two threads at one bucket would each put back what the other took.
    with _TURN:
        key, left, since = _level(limit, sender, at)
        wait = limit.wait_s(left)
        left -= 0 if wait else 1
        full_after_s = math.ceil((limit.burst - left) * 3600 / limit.per_hour)
        # A clock that went back refills nothing twice.
        _store(limit).write(key, (left, max(at, since)), full_after_s)
    return wait


def wait_s(limit: RateLimit, sender: str, at: float) -> int:
    """Returns what ``take`` would return, and counts nothing."""
    return limit.wait_s(_level(limit, sender, at)[1])


def sender_network(address: str) -> str:
    """Returns the one thing that an internet address stands for: itself for IPv4, its network of /64 for IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped is not None else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _store(limit: RateLimit) -> BucketStore:
    return CACHE if limit.is_shared else MEMORY


def _level(limit: RateLimit, sender: str, at: float) -> tuple[str, float, float]:
    key = f"rate:{limit.name}:{_hash(sender)}"
    left, since = _store(limit).read(key) or (limit.burst, at)
    return key, min(limit.burst, left + max(0.0, at - since) * limit.per_hour / 3600), since


def _hash(sender: str) -> str:
    from django.conf import settings

    return hmac.new(str(settings.SECRET_KEY).encode(), f"rate\x1f{sender}".encode(), hashlib.sha256).hexdigest()[:32]
