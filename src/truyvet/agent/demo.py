"""``truyvet agent demo`` plays four people and two neighbours on virtual radios. Two days pass in seconds, then time is real.

A met B; B met C later; D met nobody. Give A's owner a code as a tracer, type it in A's page: B is warned. Confirm B, and C is.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from truyvet.agent.advertiser import Entropy
from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.page_server import TICK_S, serve_page
from truyvet.agent.scenario import STEP_PAUSE_S, Scenario, open_scenario

PEOPLE: Final = "ABCD"
NEIGHBOURS: Final = "EF"
"""So that somebody is near when a page is looked at; they meet nobody in the story and have no page."""
STORY_HOURS: Final = 50
"""Hours before now at which the story begins: the meetings lie on days whose keys may be published at once."""
DEMO_CHECK_INTERVAL_S: Final = 1
NEIGHBOUR_STAY_S: Final = 30
"""Seconds that the neighbours stay beside one person."""


Story = Callable[[Scenario], Awaitable[None]]
"""What happened before the pages open."""


async def play_past_days(here: Scenario) -> None:
    """Plays the two days."""
    await here.meet(30, A=0.0, B=0.8)
    await here.skip(6)
    await here.meet(30, B=0.0, C=0.9)


@asynccontextmanager
async def open_demo(
    home: Path, server: str | None, clock: Callable[[], float], entropy: Entropy, port: int, days: Story = play_past_days
) -> AsyncIterator[tuple[Scenario, dict[str, str]]]:
    """Yields the scenario at ``clock``'s now, after the ``days``, and each person's first address. ``port`` 0 takes free ports."""
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(open_scenario(home, PEOPLE + NEIGHBOURS, clock() - STORY_HOURS * 3600, server, entropy))
        await days(here)
        await here.skip((clock() - here.now) / 3600)
        addresses = {}
        for number, name in enumerate(PEOPLE):
            here.people[name].check_every = DEMO_CHECK_INTERVAL_S
            key_file = home / name / "agent.key"
            addresses[name] = await stack.enter_async_context(serve_page(here.people[name], port + number if port else 0, key_file))
        yield here, addresses


async def run_live(here: Scenario, clock: Callable[[], float]) -> None:
    """Lets time be real from now on: the neighbours walk by each person in turn. Ends when it is cancelled."""
    async with asyncio.TaskGroup() as hearts:
        for name in PEOPLE:
            hearts.create_task(_heart(here.people[name]))
        while True:
            at = clock()
            near = PEOPLE[int(at // NEIGHBOUR_STAY_S) % len(PEOPLE)]
            here.stand({near: 0.0, "E": 1.0, "F": 5.0})
            await here.step(max(0.0, at - here.now))
            await asyncio.sleep(TICK_S - STEP_PAUSE_S)


async def _heart(service: ExposureService) -> None:
    """Runs one person's work beside the radio and the others: nobody waits for somebody else's server."""
    while True:
        await service.do_due_work()
        await asyncio.sleep(TICK_S)


async def main(home: Path, server: str, clock: Callable[[], float], entropy: Entropy, port: int) -> None:
    """Prints the addresses and runs until it is stopped."""
    sys.stderr.write("Two days pass…\n")
    async with open_demo(home, server, clock, entropy, port) as (here, addresses):
        for name, address in addresses.items():
            sys.stdout.write(f"{name}: {address}\n")
        sys.stdout.flush()
        await run_live(here, clock)
