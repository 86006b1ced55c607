"""Packets gathered to minutes while scanning, and who is near at this moment. Nothing here touches a disk or a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from truyvet.agent.diary import Seen
from truyvet.agent.radio import Heard
from truyvet.proximity.errors import PeerError
from truyvet.proximity.nearness.model import Model, word
from truyvet.proximity.nearness.windows import Window
from truyvet.proximity.payload import decode

MINUTE: Final = 60
MOST: Final = 500
"""Ids kept of one minute: a sender that invents ids fills no disk."""
PRESENT: Final = 420
"""Seconds after its last packet for which a device counts as near: a scanning cycle and a little."""
PRESENT_WATCHED: Final = 60
"""The same while the device listens without a rest."""


@dataclass(slots=True)
class _Minute:
    at: int
    hidden: bytes
    total: int = 0
    strongest: int = -128
    count: int = 0


@dataclass(slots=True)
class _Here:
    first: int
    last: int
    number: int
    levels: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody near now. ``number`` is ours and means nothing elsewhere; ``signal`` is far, unclear or near."""

    number: int
    signal: str
    probability: float
    minutes: int
    level: int


@dataclass(slots=True)
class Gathering:
    """State of one scan: ``hear`` packets, ``flush`` minutes to be kept, ask who is ``near``."""

    model: Model
    prior: float
    power: int = 0
    """Ours, taken for the others' too: theirs is told only to those who hold their key."""
    minutes: dict[tuple[bytes, int], _Minute] = field(default_factory=dict)
    here: dict[bytes, _Here] = field(default_factory=dict)
    counter: int = 0

    def hear(self, heard: Heard, now: int) -> None:
        """One packet. What is not a beacon of the protocol is dropped."""
        try:
            beacon = decode(heard.payload)
        except PeerError:
            return
        window = now // MINUTE * MINUTE
        minute = self.minutes.get((beacon.id, window))
        if minute is None:
            if sum(1 for _, start in self.minutes if start == window) >= MOST:
                return
            minute = self.minutes[beacon.id, window] = _Minute(now, beacon.hidden)
        minute.total += heard.rssi
        minute.strongest = max(minute.strongest, heard.rssi)
        minute.count += 1
        self._note_here(beacon.id, heard.rssi, now)

    def _note_here(self, shown: bytes, rssi: int, now: int) -> None:
        here = self.here.get(shown)
        if here is None:
            self.counter += 1
            here = self.here[shown] = _Here(now, now, self.counter)
        here.last = now
        here.levels = [*here.levels[-19:], rssi]

    def flush(self) -> list[Seen]:
        """All minutes gathered since the last call."""
        made = [
            Seen(shown, each.hidden, each.at, round(each.total / each.count), each.strongest, each.count)
            for (shown, _), each in self.minutes.items()
        ]
        self.minutes.clear()
        return made

    def near(self, now: int, patience: int = PRESENT) -> list[Near]:
        """Who was heard in the last ``patience`` seconds, most likely nearest first."""
        self.here = {shown: each for shown, each in self.here.items() if 0 <= now - each.last <= patience}
        found = []
        for each in self.here.values():
            level = sum(each.levels) / len(each.levels) - self.power
            chance = self.model.probability(Window("", "", 0, len(each.levels), level), self.prior)
            found.append(Near(each.number, word(chance), chance, (each.last - each.first) // MINUTE, round(level)))
        return sorted(found, key=lambda each: (-each.probability, each.number))
