"""A scenario with a fake key server beside it, both on one clock."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.integration.agent.fake_key_server import FakeServer, serving

from truyvet.agent.messages import ExposureStatus
from truyvet.agent.scenario import Scenario, open_scenario

START = 1_622_160_000
"""28 May 2021, 07:00 in Việt Nam: a UTC midnight."""


@asynccontextmanager
async def world(home: Path, names: str = "ABCD") -> AsyncIterator[tuple[Scenario, FakeServer]]:
    clock: list[Scenario] = []
    server = FakeServer(lambda: clock[0].now if clock else START)
    async with serving(server.app()) as origin, open_scenario(home, names, START + 3600.0, origin, os.urandom) as here:
        clock.append(here)
        yield here, server


async def verdicts(here: Scenario) -> dict[str, ExposureStatus]:
    """Everybody looks for keys; how it stands for each."""
    for each in here.people.values():
        assert await each.check() == "checked"
    return {name: each.status() for name, each in here.people.items()}
