"""Reads the ids and the history log of Bluezone's second generation (May 2020), to import what phones of that time kept.

A day's key is the hash of the day before, so whoever learns one key can make every later one; nothing is authenticated. That is
why this project shows ids of ``rolling_identifiers`` instead and reads these for history alone. Source: facts on the open repositories of
Bluezone, checked against captured traffic; no code of theirs is here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from truyvet.proximity.errors import CallerError, PeerError

SLOTS_PER_DAY: Final = 96
"""Ids of a day: one for a quarter of an hour."""
DAY_S: Final = 86_400
BASE_ID_BYTES: Final = 32
ID_BYTES: Final = 12
ID_BYTE_POSITIONS: Final = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)
"""Which bytes of a slot's 32 are shown."""
SUBKEY_LABEL: Final = b"bluzonesubkey"
"""Spelled so in the original."""
MAX_LINE_CHARS: Final = 200
"""Characters of a line of the log."""


@dataclass(frozen=True, slots=True)
class BluezoneSighting:
    """One line of a phone's history: its own id, the id it received, the signal (dBm) and the time (epoch milliseconds)."""

    own: bytes
    other: bytes
    rssi: int
    at_ms: int


def daily_key(base: bytes, day: int) -> bytes:
    """Returns the key of the ``day``-th UTC day since installation (0: the first)."""
    if len(base) != BASE_ID_BYTES or day < 0:
        raise CallerError("a base id has 32 bytes, days are counted from 0")
    key = base
    for _ in range(day):
        key = hashlib.sha256(key).digest()
    return key


def ids(key: bytes, slots: int = SLOTS_PER_DAY) -> tuple[bytes, ...]:
    """Returns the ids of one day, by slot."""
    if len(key) != BASE_ID_BYTES or not 1 <= slots <= DAY_S:
        raise CallerError("a daily key has 32 bytes, a day at least one slot")
    sub = hashlib.sha256(key + SUBKEY_LABEL).digest()
    ids_of_day = []
    for _ in range(slots):
        ids_of_day.append(bytes(sub[place] for place in ID_BYTE_POSITIONS))
        sub = hashlib.sha256(sub).digest()
    return tuple(ids_of_day)


def slot(at: int, slots: int = SLOTS_PER_DAY) -> int:
    """Returns the slot of its UTC day in which an epoch second lies."""
    return at % DAY_S * slots // DAY_S


def read_history(lines: Iterable[str]) -> Iterator[BluezoneSighting | PeerError]:
    """Yields the lines of a phone's log: own id, received id (24 hexadecimal digits each), dBm, epoch milliseconds, with tabs.

    A line that cannot be read is answered by the error that says why, so that read = accepted + rejected.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(line.rstrip("\r\n"), f"line {number}")


def write_history(rows: Iterable[BluezoneSighting]) -> Iterator[str]:
    """Yields the lines of the same log."""
    for row in rows:
        yield f"{row.own.hex().upper()}\t{row.other.hex().upper()}\t{row.rssi}\t{row.at_ms}"


def _line(line: str, where: str) -> BluezoneSighting | PeerError:
    parts = line.split("\t")
    if len(line) > MAX_LINE_CHARS or len(parts) != 4:
        return PeerError("bad_fields", where)
    try:
        own, other = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
        rssi, at_ms = int(parts[2]), int(parts[3])
    except ValueError:
        return PeerError("bad_value", where)
    if len(own) != ID_BYTES or len(other) != ID_BYTES:
        return PeerError("bad_id", where)
    if not -128 <= rssi <= 20:
        return PeerError("bad_rssi", where)
    if not 0 < at_ms < 2**43:
        return PeerError("bad_time", where)
    return BluezoneSighting(own, other, rssi, at_ms)
