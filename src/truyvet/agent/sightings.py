"""Collects packets to minute sightings, and answers who is near at this moment. It touches no disk and no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from truyvet.agent.device_log import MinuteSighting
from truyvet.agent.radio import ReceivedAdvertisement
from truyvet.proximity.errors import PeerError
from truyvet.proximity.nearness.model import NearnessModel, signal_class
from truyvet.proximity.payload import decode_payload

MINUTE_S: Final = 60
MAX_IDS_PER_MINUTE: Final = 500
"""Ids kept of one minute: a sender that invents ids fills no disk."""
PRESENT_S: Final = 420
"""Seconds after its last packet for which a device counts as near: a scanning cycle and a little."""
PRESENT_WATCHED_S: Final = 60
"""The same while the device listens without a rest."""


@dataclass(slots=True)
class _Minute:
    at: int
    aem: bytes
    total: int = 0
    strongest: int = -128
    count: int = 0


@dataclass(slots=True)
class _Present:
    first: int
    last: int
    number: int
    levels: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NearbyDevice:
    """A device that is near now. ``number`` is ours and means nothing elsewhere; ``signal`` is far, unclear or near."""

    number: int
    signal: str
    probability: float
    minutes: int
    level: int


@dataclass(slots=True)
class SightingCollector:
    """The state of one scan: ``receive`` packets, ``flush`` minutes to be stored, ask who is ``near``."""

    model: NearnessModel
    prior: float
    power: int = 0
    """Ours, taken for the others' too: theirs is told only to those who hold their key."""
    receiver_level: float = 0.0
    """The dB by which this device receives more than the typical one (``receiver_level``)."""
    minutes: dict[tuple[bytes, int], _Minute] = field(default_factory=dict)
    present: dict[bytes, _Present] = field(default_factory=dict)
    counter: int = 0

    def receive(self, received: ReceivedAdvertisement, now: int) -> None:
        """Takes one packet. Packets that are no advertisement of the protocol are dropped."""
        try:
            beacon = decode_payload(received.payload)
        except PeerError:
            return
        window = now // MINUTE_S * MINUTE_S
        minute = self.minutes.get((beacon.rpi, window))
        if minute is None:
            if sum(1 for _, start in self.minutes if start == window) >= MAX_IDS_PER_MINUTE:
                return
            minute = self.minutes[beacon.rpi, window] = _Minute(now, beacon.aem)
        minute.total += received.rssi
        minute.strongest = max(minute.strongest, received.rssi)
        minute.count += 1
        self._note_present(beacon.rpi, received.rssi, now)

    def _note_present(self, rpi: bytes, rssi: int, now: int) -> None:
        here = self.present.get(rpi)
        if here is None:
            self.counter += 1
            here = self.present[rpi] = _Present(now, now, self.counter)
        here.last = now
        here.levels = [*here.levels[-19:], rssi]

    def flush(self) -> list[MinuteSighting]:
        """Returns all minutes collected since the last call."""
        made = [
            MinuteSighting(rpi, each.aem, each.at, round(each.total / each.count), each.strongest, each.count)
            for (rpi, _), each in self.minutes.items()
        ]
        self.minutes.clear()
        return made

    def near(self, now: int, patience: int = PRESENT_S) -> list[NearbyDevice]:
        """Returns the devices received in the last ``patience`` seconds, most likely nearest first."""
        self.present = {rpi: each for rpi, each in self.present.items() if 0 <= now - each.last <= patience}
        found = []
        for each in self.present.values():
            level = self.model.level(sum(each.levels) / len(each.levels), self.power)
            chance = self.model.probability(level, self.prior, receiver_level=self.receiver_level)
            found.append(NearbyDevice(each.number, signal_class(chance), chance, (each.last - each.first) // MINUTE_S, round(level)))
        return sorted(found, key=lambda each: (-each.probability, each.number))
