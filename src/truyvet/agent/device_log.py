"""What a device remembers, as values: its own keys, its sightings, its exposures, and facts about itself. 21 days, then gone."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.advertiser import Entropy
from truyvet.agent.sealed_store import SealedStore
from truyvet.proximity.local_day import local_day
from truyvet.proximity.rolling_identifiers import KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey

KEPT_DAYS: Final = 21
"""As long as the server keeps encounters (devices.rules.encounters)."""
_KEY: Final = struct.Struct(">16sIH")
_SEEN: Final = struct.Struct(">16s4sIbbH")


@dataclass(frozen=True, slots=True)
class MinuteSighting:
    """One identifier in one minute: first second, mean and strongest dBm, packets; ``aem`` opens only with the sender's key."""

    rpi: bytes
    aem: bytes
    at: int
    rssi: int
    strongest: int
    count: int


class DeviceLog:
    """Typed rows of a ``SealedStore``; implements ``advertiser.KeyStorage``."""

    def __init__(self, store: SealedStore) -> None:
        self.store = store
        self._facts: dict[str, Any] = {}
        for row in store.rows("facts"):
            self._facts = json.loads(row.body)
        self._last = int(self._facts.get("last_shown", -1))

    # own keys

    def own_keys(self) -> list[TemporaryExposureKey]:
        """Returns the device's own keys, oldest first."""
        return [TemporaryExposureKey(*_KEY.unpack(row.body)) for row in self.store.rows("key")]

    def key_of(self, number: int, entropy: Entropy) -> TemporaryExposureKey:
        """See ``KeyStorage``. The newest key that covers the interval."""
        covering = [
            key
            for key in self.own_keys()
            if key.rolling_start_interval_number <= number < key.rolling_start_interval_number + key.rolling_period
        ]
        return covering[-1] if covering else self._made(number // TEK_ROLLING_PERIOD * TEK_ROLLING_PERIOD, TEK_ROLLING_PERIOD, entropy)

    def new_key(self, number: int, entropy: Entropy) -> TemporaryExposureKey:
        """See ``KeyStorage``."""
        return self._made(number, TEK_ROLLING_PERIOD - number % TEK_ROLLING_PERIOD, entropy)

    def last_shown(self) -> int:
        """See ``KeyStorage``."""
        return self._last

    def note_shown(self, number: int) -> None:
        """See ``KeyStorage``."""
        self._last = number
        self.note(last_shown=number)

    def _made(self, start: int, period: int, entropy: Entropy) -> TemporaryExposureKey:
        """Writes a key, then reads it back: the key that is sent is the key that is stored."""
        self.store.add("key", start // TEK_ROLLING_PERIOD, _KEY.pack(entropy(KEY_BYTES), start, period))
        return [key for key in self.own_keys() if (key.rolling_start_interval_number, key.rolling_period) == (start, period)][-1]

    # what was heard

    def add_seen(self, seen: Iterable[MinuteSighting]) -> None:
        """Stores minute sightings, one row for each day among them."""
        by_day: dict[int, list[bytes]] = {}
        for each in seen:
            packed = _SEEN.pack(each.rpi, each.aem, each.at, each.rssi, each.strongest, min(each.count, 65_535))
            by_day.setdefault(local_day(each.at), []).append(packed)
        for day, parts in by_day.items():
            self.store.add("seen", day, b"".join(parts))

    def seen(self, since: int = 0) -> list[MinuteSighting]:
        """Returns the minute sightings from an epoch second on, in order of writing."""
        rows = self.store.rows("seen", local_day(since))
        return [seen for row in rows for fields in _SEEN.iter_unpack(row.body) if (seen := MinuteSighting(*fields)).at >= since]

    # what was found, and said

    def documents(self, kind: str) -> list[dict[str, Any]]:
        """Returns the JSON rows of a kind (found, message), oldest first; ``number`` is the row's."""
        return [{**json.loads(row.body), "number": row.number} for row in self.store.rows(kind)]

    def add_document(self, kind: str, day: int, document: dict[str, Any]) -> None:
        """Stores one document."""
        self.store.add(kind, day, json.dumps(document).encode())

    def replace_document(self, kind: str, day: int, document: dict[str, Any]) -> None:
        """Stores a document instead of the row whose number it bears."""
        changed = dict(document)
        self.store.remove(kind, [changed.pop("number")])
        self.add_document(kind, day, changed)

    # small facts

    def fact(self, name: str, default: Any = None) -> Any:
        """Returns one fact about the device itself (consents, accepted files, when chaff is due)."""
        return self._facts.get(name, default)

    def note(self, **facts: Any) -> None:
        """Stores facts; None removes one. A fact that does not change costs no write."""
        changed = {name: value for name, value in {**self._facts, **facts}.items() if value is not None}
        if changed != self._facts:
            self._facts = changed
            self.store.put("facts", 0, json.dumps(changed).encode())

    # the end of rows

    def expire(self, now: int) -> int:
        """Deletes what is older than 21 days. Returns how many rows went."""
        return self.store.expire(local_day(now) - KEPT_DAYS)

    def forget(self, rekey: Callable[[], bytes]) -> None:
        """Deletes everything; ``rekey`` stores a new key and returns it."""
        self.store.forget(rekey)
        self._facts, self._last = {}, -1
