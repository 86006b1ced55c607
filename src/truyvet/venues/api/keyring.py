"""A cache of devices and keys in this process, at most a moment old, so that a scan asks the database only to be stored.

One thread for each process reads for all of them. A key that was revoked is refused a second later.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from truyvet.audit.values import Scope
from truyvet.codes.cose_sign1 import PublicKeys
from truyvet.core.local_day import LocalDay
from truyvet.keys import keyring
from truyvet.venues.jobs.gate_contacts import record_gate_contact
from truyvet.venues.models import Gate
from truyvet.venues.queries.gates import devices
from truyvet.venues.rules.scan import GateDevice
from truyvet.web import clock
from truyvet.web.group_commit import GroupCommit

DEVICE_MAX_AGE_S: Final = 1.0
"""Seconds for which a device is believed without asking again; also that a key is none of ours."""
KEYS_MAX_AGE_S: Final = 30.0
"""A new key is made days before its use (keys/data/validity.toml), so half a minute is early enough."""
MAX_CACHED_KEYS: Final = 20_000
"""Keys that are remembered; then all are forgotten, so that nobody fills the memory with invented ones."""
CONTACT_INTERVAL: Final = timedelta(minutes=1)
"""The page of devices says when one was seen last, to the minute."""


@dataclass(frozen=True, slots=True)
class GateKeys:
    """The keys that check codes and those that open sealed scans."""

    sign: PublicKeys
    seal: keyring.SealKeys = field(repr=False)


class _AllKeys:
    """Asks for the keys of this installation instead of a device."""


ALL_KEYS: Final = _AllKeys()


class Keyring:
    """Caches ``device`` and ``keys`` and asks again when an answer is too old."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[float, Any]] = {}
        self._reader: GroupCommit[Hashable, Any] = GroupCommit(_look_up)

    def device(self, key: str) -> GateDevice | None:
        """Returns the device whose key this is, or None."""
        found: GateDevice | None = self._get(Gate.hash_of_key(key), DEVICE_MAX_AGE_S)
        return found

    def keys(self) -> GateKeys:
        """Returns the keys that are valid now."""
        found: GateKeys = self._get(ALL_KEYS, KEYS_MAX_AGE_S)
        return found

    def forget(self) -> None:
        """Empties the cache (for tests, and after a change by this process itself)."""
        self._known.clear()

    def _get(self, name: Hashable, fresh: float) -> Any:
        cached = self._known.get(name)
        if cached is not None and time.monotonic() - cached[0] < fresh:
            return cached[1]
        asked = time.monotonic()
        found = self._reader.submit(name)
        if len(self._known) >= MAX_CACHED_KEYS:
            self._known.clear()
        self._known[name] = (asked, found)
        return found


def _look_up(names: Sequence[Hashable]) -> list[Any]:
    now = clock.now()
    scope = Scope.system("venues.gate_door", LocalDay.of(now))
    hashes = {name for name in names if isinstance(name, str)}
    found = devices(scope, hashes, now) if hashes else {}
    for device in found.values():
        if device.seen_at is None or now - device.seen_at > CONTACT_INTERVAL:
            record_gate_contact(now=now, gate_id=device.gate_id)
    keys = GateKeys(keyring.public_keys(now), keyring.seal_keys(now)) if ALL_KEYS in names else None
    return [found.get(name) if isinstance(name, str) else keys for name in names]


KEYRING: Final = Keyring()
"""Of this process."""
