"""One device: radio, log and scan schedule put together. ``tick`` keeps the radio in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from truyvet.agent.advertiser import Advertiser, CurrentAdvertisement, Entropy
from truyvet.agent.device_log import DeviceLog
from truyvet.agent.exposure import WarningThresholds
from truyvet.agent.history import DaySummary, day_summaries
from truyvet.agent.radio import Radio, ReceivedAdvertisement
from truyvet.agent.receiver_level import learn_receiver_level
from truyvet.agent.scan_schedule import RadioOrder, ScanSchedule
from truyvet.agent.sightings import MINUTE_S, PRESENT_S, PRESENT_WATCHED_S, NearbyDevice, SightingCollector
from truyvet.proximity.nearness.model import NearnessModel, load_model

WATCH_S: Final = 20
"""Seconds for which one look at "who is near" keeps the device listening."""
HOUR_S: Final = 3_600
RADIO_STOP_TIMEOUT_S: Final = 5
"""Real seconds that a radio has to fall silent."""


@dataclass(slots=True)
class AgentDevice:
    """A radio that sends and receives, and a log that keeps what it received. ``clock`` gives epoch seconds."""

    radio: Radio
    log: DeviceLog
    clock: Callable[[], float]
    entropy: Entropy
    schedule: ScanSchedule = field(default_factory=ScanSchedule)
    model: NearnessModel = field(default_factory=load_model)
    limits: WarningThresholds = field(default_factory=WarningThresholds)
    watched_until: float = 0.0
    advertiser: Advertiser = field(init=False)
    collector: SightingCollector = field(init=False)
    _watched_since: float = 0.0
    _on_air: CurrentAdvertisement | None = None
    _kept_at: float = 0.0
    _expired_at: float = 0.0

    def __post_init__(self) -> None:
        self.advertiser = Advertiser(self.log, self.entropy, self.radio.power)
        self.collector = SightingCollector(self.model, self.limits.prior, self.radio.power)
        self.radio.listen(self._receive)
        self.schedule.allowed = bool(self.log.fact("allowed", True))
        if self.log.fact("begun") is None:
            self.log.note(begun=int(self.clock()))

    async def tick(self) -> None:
        """Brings radio and log to where they must be at this moment. Call it every second or so."""
        now = self.clock()
        for order in self.schedule.step(now, watching=now < self.watched_until):
            if order in (RadioOrder.LISTEN, RadioOrder.DEAFEN):
                await self.radio.scan(order is RadioOrder.LISTEN)
        await self._show(self.advertiser.at(now) if self.schedule.showing else None)
        if not self.schedule.listening or not 0 <= now - self._kept_at < MINUTE_S:
            self.keep(now)
        if not 0 <= now - self._expired_at < HOUR_S:
            self.log.expire(int(now))
            self.collector.receiver_level = learn_receiver_level(self.log.seen(), self.model, self.radio.power)
            self._expired_at = now

    async def _show(self, current: CurrentAdvertisement | None) -> None:
        if current is self._on_air:
            return
        if current is None:
            await self.radio.hide()
        else:
            await self.radio.show(current.payload, current.address)
        self._on_air = current

    def keep(self, now: float) -> None:
        """Writes the sightings so far to the log."""
        self._kept_at = now
        if made := self.collector.flush():
            self.log.add_seen(made)

    async def allow(self, yes: bool) -> None:
        """Sets the owner's pause: while it is not allowed nothing is sent and nothing received."""
        self.schedule.allowed = yes
        self.log.note(allowed=yes)
        await self.tick()

    def watch(self) -> list[NearbyDevice]:
        """Returns who is near now; the device goes on receiving for a while."""
        now = self.clock()
        if now >= self.watched_until:
            self._watched_since = now
        self.watched_until = now + WATCH_S
        long = now - self._watched_since > PRESENT_WATCHED_S
        return self.collector.near(int(now), PRESENT_WATCHED_S if long else PRESENT_S)

    def history(self) -> list[DaySummary]:
        """Returns the days that are kept, latest first."""
        self.keep(self.clock())
        return day_summaries(self.log.seen(), self.model, self.limits.prior, self.radio.power, self.collector.receiver_level)

    async def forget(self, rekey: Callable[[], bytes]) -> None:
        """Deletes everything; the device goes on as one that nobody ever met."""
        self.collector.minutes.clear()
        self.collector.present.clear()
        self.collector.receiver_level = 0.0
        self.log.forget(rekey)
        self.log.note(begun=int(self.clock()), allowed=self.schedule.allowed)
        self.advertiser.current = None
        await self.tick()

    async def stop(self) -> None:
        """Silences the radio and writes everything to the disk."""
        self.keep(self.clock())
        with contextlib.suppress(TimeoutError):  # a radio that was pulled out says nothing any more
            async with asyncio.timeout(RADIO_STOP_TIMEOUT_S):
                await self.radio.scan(False)
                await self.radio.hide()

    def _receive(self, received: ReceivedAdvertisement) -> None:
        self.collector.receive(received, int(self.clock()))
