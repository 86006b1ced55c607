"""Several devices in one process, a clock set by hand, and who stands where: for the demonstration and for tests of a whole story.

Time passes in steps; at each step every device does what is due, and the radios get a real moment to exchange advertisements. So
days pass in seconds, and what is shown and heard still goes through the whole stack.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiohttp

from truyvet.agent.air import Air, level_at
from truyvet.agent.assistant import Assistant
from truyvet.agent.beacons import Entropy
from truyvet.agent.client import Server
from truyvet.agent.device import Device
from truyvet.agent.diary import Diary
from truyvet.agent.duty import Cycle, Duty
from truyvet.agent.store import Store, key_from

AIR_MS: Final = 20.0
BREATH: Final = 0.05
"""Real seconds of each step: two advertisements of everybody."""
STEP: Final = 20
ALONE: Final = 1e6
"""Metres between those who are not mentioned."""


@dataclass(slots=True)
class Stage:
    """Devices by name, and the second that all of them take for now."""

    now: float
    air: Air = field(init=False)
    places: dict[str, float] = field(default_factory=dict)
    people: dict[str, Assistant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.air = Air(self._level, AIR_MS)

    def clock(self) -> float:
        """Everybody's clock."""
        return self.now

    def _level(self, sender: str, receiver: str) -> float | None:
        return level_at(abs(self.places[sender] - self.places[receiver]))

    def stand(self, places: Mapping[str, float]) -> None:
        """Metres along a line; whoever is not mentioned is far from everybody."""
        names = dict.fromkeys([*self.people, *places])
        self.places = {name: places.get(name, ALONE * (number + 1)) for number, name in enumerate(names)}

    async def step(self, seconds: float) -> None:
        """So much time passes."""
        self.now += seconds
        for each in self.people.values():
            await each.device.tick()
        await asyncio.sleep(BREATH)

    async def meet(self, minutes: int, **places: float) -> None:
        """These stand there for so many minutes."""
        self.stand(places)
        for _ in range(minutes * 60 // STEP):
            await self.step(STEP)

    async def skip(self, hours: float) -> None:
        """Everybody is alone."""
        self.stand({})
        for _ in range(int(hours)):
            await self.step(3600)
        await self.step(3600 * (hours - int(hours)))


@asynccontextmanager
async def stage(home: Path, names: str, now: float, server: str | None, entropy: Entropy) -> AsyncIterator[Stage]:
    """A stage with these devices (one letter each), each with a folder of its own under ``home``."""
    async with AsyncExitStack() as stack:
        made = Stage(now)
        made.places = {name: ALONE * (number + 1) for number, name in enumerate(names)}
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for number, name in enumerate(names):
            folder = home / name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            store = Store(folder / "agent.db", key_from(None, folder / "agent.key", entropy), entropy)
            stack.callback(store.close)
            radio = await made.air.join(name)
            device = Device(radio, Diary(store), made.clock, entropy, Duty(Cycle(40, 260, 70 * number)))
            stack.push_async_callback(device.stop)
            made.people[name] = Assistant(device, Server(server, session) if server else None)
        yield made
