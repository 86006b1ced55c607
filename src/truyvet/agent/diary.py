"""What a device remembers, as values: its own keys, what it heard, what it found, and small facts about itself. 21 days, then gone."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.beacons import Entropy
from truyvet.agent.store import Store
from truyvet.proximity.keys import INTERVAL, KEY, PERIOD, DailyKey

KEPT_DAYS: Final = 21
DAY: Final = PERIOD * INTERVAL
_KEY: Final = struct.Struct(">16sIH")
_SEEN: Final = struct.Struct(">16s4sIbbH")


@dataclass(frozen=True, slots=True)
class Seen:
    """One id in one minute: first second, mean and strongest dBm, packets; ``hidden`` opens only with the sender's key."""

    id: bytes
    hidden: bytes
    at: int
    rssi: int
    strongest: int
    count: int


class Diary:
    """Typed rows of a ``Store``; fulfils ``beacons.Book``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._facts: dict[str, Any] = {}
        for row in store.rows("facts"):
            self._facts = json.loads(row.body)
        self._last = int(self._facts.get("last_shown", -1))

    # own keys

    def own_keys(self) -> list[DailyKey]:
        """Own keys, oldest first."""
        return [DailyKey(*_KEY.unpack(row.body)) for row in self.store.rows("key")]

    def key_of(self, number: int, entropy: Entropy) -> DailyKey:
        """See ``Book``. The newest key that covers the interval."""
        covering = [key for key in self.own_keys() if key.start <= number < key.start + key.period]
        return covering[-1] if covering else self._made(number // PERIOD * PERIOD, PERIOD, entropy)

    def new_key(self, number: int, entropy: Entropy) -> DailyKey:
        """See ``Book``."""
        return self._made(number, PERIOD - number % PERIOD, entropy)

    def last_shown(self) -> int:
        """See ``Book``."""
        return self._last

    def note_shown(self, number: int) -> None:
        """See ``Book``."""
        self._last = number
        self.note(last_shown=number)

    def _made(self, start: int, period: int, entropy: Entropy) -> DailyKey:
        """Write, then read back: the key that is shown is the key that is kept."""
        self.store.add("key", start // PERIOD, _KEY.pack(entropy(KEY), start, period))
        return [key for key in self.own_keys() if (key.start, key.period) == (start, period)][-1]

    # what was heard

    def add_seen(self, seen: Iterable[Seen]) -> None:
        """Keep minutes, one row for each day among them."""
        by_day: dict[int, list[bytes]] = {}
        for each in seen:
            packed = _SEEN.pack(each.id, each.hidden, each.at, each.rssi, each.strongest, min(each.count, 65_535))
            by_day.setdefault(each.at // DAY, []).append(packed)
        for day, parts in by_day.items():
            self.store.add("seen", day, b"".join(parts))

    def seen(self, since: int = 0) -> list[Seen]:
        """Minutes from an epoch second on, in order of writing."""
        rows = self.store.rows("seen", since // DAY)
        return [seen for row in rows for fields in _SEEN.iter_unpack(row.body) if (seen := Seen(*fields)).at >= since]

    # what was found, and said

    def documents(self, kind: str) -> list[dict[str, Any]]:
        """JSON rows of a kind (found, message), oldest first; ``number`` is the row's."""
        return [{**json.loads(row.body), "number": row.number} for row in self.store.rows(kind)]

    def add_document(self, kind: str, day: int, document: dict[str, Any]) -> None:
        """Keep one."""
        self.store.add(kind, day, json.dumps(document).encode())

    def replace_document(self, kind: str, day: int, document: dict[str, Any]) -> None:
        """Keep it instead of the row whose number it bears."""
        changed = dict(document)
        self.store.remove(kind, [changed.pop("number")])
        self.add_document(kind, day, changed)

    # small facts

    def fact(self, name: str, default: Any = None) -> Any:
        """One fact about the device itself (consents, what was fetched, when chaff is due)."""
        return self._facts.get(name, default)

    def note(self, **facts: Any) -> None:
        """Keep facts; None removes one. What is known already costs no write."""
        changed = {name: value for name, value in {**self._facts, **facts}.items() if value is not None}
        if changed != self._facts:
            self._facts = changed
            self.store.put("facts", 0, json.dumps(changed).encode())

    # the end of rows

    def expire(self, now: int) -> int:
        """Delete what is older than 21 days. Returns how many rows went."""
        return self.store.expire(now // DAY - KEPT_DAYS)

    def forget(self, rekey: Callable[[], bytes]) -> None:
        """Delete all; ``rekey`` keeps a new key and answers it."""
        self.store.forget(rekey)
        self._facts, self._last = {}, -1
