"""A small world: a clock that is set by hand, devices on virtual air at places along a line, one fake server."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from tests.integration.agent.fake_server import FakeServer, serving

from truyvet.agent.air import Air, level_at
from truyvet.agent.assistant import Assistant
from truyvet.agent.client import Server
from truyvet.agent.device import Device
from truyvet.agent.diary import Diary
from truyvet.agent.duty import Cycle, Duty
from truyvet.agent.store import Store

START = 1_622_160_000
"""28 May 2021, 07:00 in Việt Nam: a UTC midnight."""
AIR_MS = 20.0
BREATH = 0.05
"""Real seconds given to the radios at each step: two advertisements of everybody."""


@dataclass
class World:
    """Everything that is under test, and the hand that moves it."""

    now: float
    home: Path
    air: Air
    server: FakeServer
    places: dict[str, float] = field(default_factory=dict)
    people: dict[str, Assistant] = field(default_factory=dict)

    def clock(self) -> float:
        return self.now

    def level(self, sender: str, receiver: str) -> float | None:
        return level_at(abs(self.places[sender] - self.places[receiver]))

    async def step(self, seconds: float) -> None:
        """Time passes; everybody does what is due, and the radios have a moment."""
        self.now += seconds
        for each in self.people.values():
            await each.device.tick()
        await asyncio.sleep(BREATH)

    async def meet(self, minutes: int, **places: float) -> None:
        """Some stand at these places (metres along a line) for so many minutes, the others far from all."""
        self.places = {name: places.get(name, 1e6 * (number + 1)) for number, name in enumerate([*self.people, "attacker"])}
        for _ in range(minutes * 3):
            await self.step(20)

    async def skip(self, hours: float) -> None:
        """Everybody is alone, in steps of an hour."""
        self.places = {name: 1e6 * (number + 1) for number, name in enumerate([*self.people, "attacker"])}
        for _ in range(int(hours)):
            await self.step(3600)
        await self.step(3600 * (hours - int(hours)))


@asynccontextmanager
async def world(home: Path, names: str = "ABCD") -> AsyncIterator[World]:
    clock: list[World] = []
    async with AsyncExitStack() as stack:
        made = World(float(START + 3600), home, Air(lambda one, other: made.level(one, other), AIR_MS), FakeServer(lambda: clock[0].now if clock else START + 3600.0))
        clock.append(made)
        origin = await stack.enter_async_context(serving(made.server.app()))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for number, name in enumerate(names):
            made.places[name] = 1e6 * (number + 1)
            store = Store(home / f"{name}.db", bytes([number]) * 32, os.urandom)
            stack.callback(store.close)
            device = Device(await made.air.join(name), Diary(store), made.clock, os.urandom, Duty(Cycle(40, 260, 70 * number)))
            made.people[name] = Assistant(device, Server(origin, session))
        yield made
