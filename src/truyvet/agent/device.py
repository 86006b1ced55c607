"""One device: radio, diary and duty put together. ``tick`` keeps the radio in order; everything it does takes the clock it was given."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from truyvet.agent.beacons import Beacons, Entropy, Shown
from truyvet.agent.diary import Diary
from truyvet.agent.duty import Duty, Order
from truyvet.agent.exposure import Thresholds
from truyvet.agent.gathering import MINUTE, PRESENT, PRESENT_WATCHED, Gathering, Near
from truyvet.agent.history import Day, days
from truyvet.agent.radio import Heard, Radio
from truyvet.proximity.nearness.model import Model, load

WATCH: Final = 20
"""Seconds for which one look at "who is near" keeps the device listening."""
HOUR: Final = 3_600
PATIENCE: Final = 5
"""Real seconds that a radio has to fall silent."""


@dataclass(slots=True)
class Device:
    """A radio that shows and hears, and a diary that keeps it. ``clock`` gives epoch seconds."""

    radio: Radio
    diary: Diary
    clock: Callable[[], float]
    entropy: Entropy
    duty: Duty = field(default_factory=Duty)
    model: Model = field(default_factory=load)
    limits: Thresholds = field(default_factory=Thresholds)
    watched_until: float = 0.0
    beacons: Beacons = field(init=False)
    gathering: Gathering = field(init=False)
    _watched_since: float = 0.0
    _on_air: Shown | None = None
    _kept_at: float = 0.0
    _expired_at: float = 0.0

    def __post_init__(self) -> None:
        self.beacons = Beacons(self.diary, self.entropy, self.radio.power)
        self.gathering = Gathering(self.model, self.limits.prior, self.radio.power)
        self.radio.listen(self._hear)
        self.duty.allowed = bool(self.diary.fact("allowed", True))
        if self.diary.fact("begun") is None:
            self.diary.note(begun=int(self.clock()))

    async def tick(self) -> None:
        """Bring radio and diary to where they must be at this moment. Call it every second or so."""
        now = self.clock()
        for order in self.duty.step(now, watching=now < self.watched_until):
            if order in (Order.LISTEN, Order.DEAFEN):
                await self.radio.scan(order is Order.LISTEN)
        await self._show(self.beacons.at(now) if self.duty.showing else None)
        if not self.duty.listening or not 0 <= now - self._kept_at < MINUTE:
            self.keep(now)
        if not 0 <= now - self._expired_at < HOUR:
            self.diary.expire(int(now))
            self._expired_at = now

    async def _show(self, shown: Shown | None) -> None:
        if shown is self._on_air:
            return
        if shown is None:
            await self.radio.hide()
        else:
            await self.radio.show(shown.payload, shown.address)
        self._on_air = shown

    def keep(self, now: float) -> None:
        """Write to the diary what was heard so far."""
        self._kept_at = now
        if made := self.gathering.flush():
            self.diary.add_seen(made)

    async def allow(self, yes: bool) -> None:
        """The owner's pause: while it is not allowed nothing is shown and nobody heard."""
        self.duty.allowed = yes
        self.diary.note(allowed=yes)
        await self.tick()

    def watch(self) -> list[Near]:
        """Who is near now; the device goes on listening for a while."""
        now = self.clock()
        if now >= self.watched_until:
            self._watched_since = now
        self.watched_until = now + WATCH
        long = now - self._watched_since > PRESENT_WATCHED
        return self.gathering.near(int(now), PRESENT_WATCHED if long else PRESENT)

    def history(self) -> list[Day]:
        """Days that are kept, latest first."""
        self.keep(self.clock())
        return days(self.diary.seen(), self.model, self.limits.prior, self.radio.power)

    async def forget(self, rekey: Callable[[], bytes]) -> None:
        """Delete everything; go on as a device that nobody ever met."""
        self.gathering.minutes.clear()
        self.gathering.here.clear()
        self.diary.forget(rekey)
        self.diary.note(begun=int(self.clock()), allowed=self.duty.allowed)
        self.beacons.shown = None
        await self.tick()

    async def stop(self) -> None:
        """Silence, and everything on the disk."""
        self.keep(self.clock())
        with contextlib.suppress(TimeoutError):  # a radio that was pulled out says nothing any more
            async with asyncio.timeout(PATIENCE):
                await self.radio.scan(False)
                await self.radio.hide()

    def _hear(self, heard: Heard) -> None:
        self.gathering.hear(heard, int(self.clock()))
