"""The page on a port of this machine, and the loops that keep a device going."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

from truyvet.agent.assistant import Assistant
from truyvet.agent.page.app import Door, application
from truyvet.agent.store import KEY, write_key

HERE: Final = "127.0.0.1"
BEAT: Final = 1.0


@asynccontextmanager
async def page(who: Assistant, port: int, key_file: Path | None) -> AsyncIterator[str]:
    """The page of one device while it is open: its first address, with this start's token. ``port`` 0 takes a free one.

    ``key_file``: where a new key goes when the owner deletes everything; None when the key came from a setting and stays.
    """
    entropy = who.device.entropy

    def rekey() -> bytes:
        key = entropy(KEY)
        if key_file is not None:
            write_key(key_file, key)
        return key

    async def forget() -> None:
        await who.unregister()
        await who.device.forget(rekey if key_file is not None else who.device.diary.store.same_key)

    with socket.create_server((HERE, port)) as listening:
        taken = listening.getsockname()[1]
        door = Door(who, entropy(24).hex(), entropy(24).hex(), taken, forget)
        runner = web.AppRunner(application(door), access_log=None)  # an access log would say when somebody looked
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield f"http://{HERE}:{taken}/?k={door.token}"
        finally:
            await runner.cleanup()


async def _whole(work: Coroutine[None, None, None]) -> None:
    """Do it to its end even when we are cancelled: a command to a radio that is given up half-way blocks all later ones."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def keep_going(who: Assistant) -> None:
    """A device's heart, until it is cancelled: the radio every second, the server beside it so that a slow one stops nothing."""
    minding: asyncio.Task[None] | None = None
    while True:
        await _whole(who.device.tick())
        if minding is None or minding.done():
            if minding is not None and (trouble := minding.exception()):
                raise trouble
            minding = asyncio.create_task(who.mind())
        await asyncio.sleep(BEAT)
