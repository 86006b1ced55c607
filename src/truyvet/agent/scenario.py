"""Plays several devices in one process, with a clock set by hand and positions: for the demonstration and for tests.

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

from truyvet.agent.advertiser import Entropy
from truyvet.agent.device import AgentDevice
from truyvet.agent.device_log import DeviceLog
from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.key_server_client import KeyServer
from truyvet.agent.scan_schedule import DutyCycle, ScanSchedule
from truyvet.agent.sealed_store import SealedStore, key_from
from truyvet.agent.virtual_radio import VirtualAir, rssi_at_distance

ADVERTISING_INTERVAL_MS: Final = 20.0
STEP_PAUSE_S: Final = 0.05
"""Real seconds of each step: two advertisements of everybody."""
STEP_S: Final = 20
FAR_APART_M: Final = 1e6
"""Metres between those who are not mentioned."""


@dataclass(slots=True)
class Scenario:
    """Devices by name, and the second that all of them take for now."""

    now: float
    air: VirtualAir = field(init=False)
    places: dict[str, float] = field(default_factory=dict)
    people: dict[str, ExposureService] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.air = VirtualAir(self._level, ADVERTISING_INTERVAL_MS)

    def clock(self) -> float:
        """Returns everybody's time."""
        return self.now

    def _level(self, sender: str, receiver: str) -> float | None:
        return rssi_at_distance(abs(self.places[sender] - self.places[receiver]))

    def stand(self, places: Mapping[str, float]) -> None:
        """Places devices, in metres along a line; those not mentioned are far from everybody."""
        names = dict.fromkeys([*self.people, *places])
        self.places = {name: places.get(name, FAR_APART_M * (number + 1)) for number, name in enumerate(names)}

    async def step(self, seconds: float) -> None:
        """Lets so much time pass."""
        self.now += seconds
        for each in self.people.values():
            await each.device.tick()
        await asyncio.sleep(STEP_PAUSE_S)

    async def meet(self, minutes: int, **places: float) -> None:
        """Lets these devices stand there for so many minutes."""
        self.stand(places)
        for _ in range(minutes * 60 // STEP_S):
            await self.step(STEP_S)

    async def skip(self, hours: float) -> None:
        """Lets time pass while everybody is alone."""
        self.stand({})
        for _ in range(int(hours)):
            await self.step(3600)
        await self.step(3600 * (hours - int(hours)))


@asynccontextmanager
async def open_scenario(home: Path, names: str, now: float, server: str | None, entropy: Entropy) -> AsyncIterator[Scenario]:
    """Opens a scenario with these devices (one letter each), each with its own folder under ``home``."""
    async with AsyncExitStack() as stack:
        made = Scenario(now)
        made.places = {name: FAR_APART_M * (number + 1) for number, name in enumerate(names)}
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for number, name in enumerate(names):
            folder = home / name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            store = SealedStore(folder / "agent.db", key_from(None, folder / "agent.key", entropy), entropy)
            stack.callback(store.close)
            radio = await made.air.join(name)
            device = AgentDevice(radio, DeviceLog(store), made.clock, entropy, ScanSchedule(DutyCycle(40, 260, 70 * number)))
            stack.push_async_callback(device.stop)
            made.people[name] = ExposureService(device, KeyServer(server, session) if server else None)
        yield made
