"""Bluezone's second generation (May 2020): its ids and its history log. Read only: to import what phones of that time kept.

A day's key is the hash of the day before, so whoever learns one key can make every later one; nothing is authenticated. That is
why this project shows ids of ``keys`` instead and reads these for history alone. Source: facts on the open repositories of
Bluezone, checked against captured traffic; no code of theirs is here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from truyvet.proximity.errors import OwnError, PeerError

SLOTS: Final = 96
"""Ids of a day: one for a quarter of an hour."""
DAY: Final = 86_400
BASE: Final = 32
ID: Final = 12
PLACES: Final = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)
"""Which bytes of a slot's 32 are shown."""
LABEL: Final = b"bluzonesubkey"
"""Spelled so in the original."""
LONGEST: Final = 200
"""Characters of a line of the log."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of a phone's history: the id it showed, the id it heard, how strongly (dBm), when (epoch milliseconds)."""

    own: bytes
    other: bytes
    rssi: int
    at_ms: int


def daily_key(base: bytes, day: int) -> bytes:
    """The key of the ``day``-th UTC day since installation (0: the first)."""
    if len(base) != BASE or day < 0:
        raise OwnError("a base id has 32 bytes, days are counted from 0")
    key = base
    for _ in range(day):
        key = hashlib.sha256(key).digest()
    return key


def ids(key: bytes, slots: int = SLOTS) -> tuple[bytes, ...]:
    """The ids of one day, by slot."""
    if len(key) != BASE or not 1 <= slots <= DAY:
        raise OwnError("a daily key has 32 bytes, a day at least one slot")
    sub = hashlib.sha256(key + LABEL).digest()
    shown = []
    for _ in range(slots):
        shown.append(bytes(sub[place] for place in PLACES))
        sub = hashlib.sha256(sub).digest()
    return tuple(shown)


def slot(at: int, slots: int = SLOTS) -> int:
    """Which slot of its UTC day an epoch second lies in."""
    return at % DAY * slots // DAY


def read_history(lines: Iterable[str]) -> Iterator[Heard | PeerError]:
    """A phone's log, line by line: own id, heard id (24 hexadecimal digits each), dBm, epoch milliseconds, with tabs.

    A line that cannot be read is answered by the error that says why, so that read = accepted + rejected.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(line.rstrip("\r\n"), f"line {number}")


def write_history(rows: Iterable[Heard]) -> Iterator[str]:
    """The same log written again."""
    for row in rows:
        yield f"{row.own.hex().upper()}\t{row.other.hex().upper()}\t{row.rssi}\t{row.at_ms}"


def _line(line: str, where: str) -> Heard | PeerError:
    parts = line.split("\t")
    if len(line) > LONGEST or len(parts) != 4:
        return PeerError("bad_fields", where)
    try:
        own, other = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
        rssi, at_ms = int(parts[2]), int(parts[3])
    except ValueError:
        return PeerError("bad_value", where)
    if len(own) != ID or len(other) != ID:
        return PeerError("bad_id", where)
    if not -128 <= rssi <= 20:
        return PeerError("bad_rssi", where)
    if not 0 < at_ms < 2**43:
        return PeerError("bad_time", where)
    return Heard(own, other, rssi, at_ms)
