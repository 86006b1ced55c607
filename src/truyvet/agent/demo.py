"""``truyvet agent demo``: four people and two neighbours on virtual air. Two days pass in seconds, then their pages open and time is real.

A met B; B met C later; D met nobody. Give A's owner a code as a tracer, type it in A's page: B is warned. Confirm B, and C is.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from truyvet.agent.assistant import Assistant
from truyvet.agent.beacons import Entropy
from truyvet.agent.serve import BEAT, page
from truyvet.agent.stage import BREATH, Stage, stage

PEOPLE: Final = "ABCD"
NEIGHBOURS: Final = "EF"
"""So that somebody is near when a page is looked at; they meet nobody in the story and have no page."""
BACK: Final = 50
"""Hours before now at which the story begins: the meetings lie on days whose keys may be published at once."""
CHECK_EVERY: Final = 1
WALK: Final = 30
"""Seconds that the neighbours stay beside one person."""


Story = Callable[[Stage], Awaitable[None]]
"""What happened before the pages open."""


async def past(here: Stage) -> None:
    """The two days."""
    await here.meet(30, A=0.0, B=0.8)
    await here.skip(6)
    await here.meet(30, B=0.0, C=0.9)


@asynccontextmanager
async def opened(
    home: Path, server: str | None, clock: Callable[[], float], entropy: Entropy, port: int, days: Story = past
) -> AsyncIterator[tuple[Stage, dict[str, str]]]:
    """The stage after the ``days``, at ``clock``'s now, and each person's first address. ``port`` 0: free ports, else from it on."""
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(stage(home, PEOPLE + NEIGHBOURS, clock() - BACK * 3600, server, entropy))
        await days(here)
        await here.skip((clock() - here.now) / 3600)
        addresses = {}
        for number, name in enumerate(PEOPLE):
            here.people[name].check_every = CHECK_EVERY
            key_file = home / name / "agent.key"
            addresses[name] = await stack.enter_async_context(page(here.people[name], port + number if port else 0, key_file))
        yield here, addresses


async def live(here: Stage, clock: Callable[[], float]) -> None:
    """From now on time is real: the neighbours walk by each person in turn. Ends when it is cancelled."""
    async with asyncio.TaskGroup() as hearts:
        for name in PEOPLE:
            hearts.create_task(_heart(here.people[name]))
        while True:
            at = clock()
            near = PEOPLE[int(at // WALK) % len(PEOPLE)]
            here.stand({near: 0.0, "E": 1.0, "F": 5.0})
            await here.step(max(0.0, at - here.now))
            await asyncio.sleep(BEAT - BREATH)


async def _heart(who: Assistant) -> None:
    """Beside the radio and the others: nobody waits for somebody else's server."""
    while True:
        await who.mind()
        await asyncio.sleep(BEAT)


async def main(home: Path, server: str, clock: Callable[[], float], entropy: Entropy, port: int) -> None:
    """Tell, and go on until it is stopped."""
    sys.stderr.write("Two days pass…\n")
    async with opened(home, server, clock, entropy, port) as (here, addresses):
        for name, address in addresses.items():
            sys.stdout.write(f"{name}: {address}\n")
        sys.stdout.flush()
        await live(here, clock)
