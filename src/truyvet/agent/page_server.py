"""Serves the page on a port of this machine, and keeps a device going."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web

from truyvet.agent.exposure_service import ExposureService
from truyvet.agent.page.app import PageDoor, application
from truyvet.agent.sealed_store import STORE_KEY_BYTES, write_key

LOOPBACK: Final = "127.0.0.1"
TICK_S: Final = 1.0


@asynccontextmanager
async def serve_page(service: ExposureService, port: int, key_file: Path | None) -> AsyncIterator[str]:
    """Serves the page of one device and yields its first address, with this start's token. ``port`` 0 takes a free one.

    ``key_file``: where a new key goes when the owner deletes everything; None when the key came from a setting and stays.
    """
    entropy = service.device.entropy

    def rekey() -> bytes:
        key = entropy(STORE_KEY_BYTES)
        if key_file is not None:
            write_key(key_file, key)
        return key

    async def forget() -> None:
        await service.unregister()
        await service.device.forget(rekey if key_file is not None else service.device.log.store.same_key)

    with socket.create_server((LOOPBACK, port)) as listening:
        bound_port = listening.getsockname()[1]
        door = PageDoor(service, entropy(24).hex(), entropy(24).hex(), bound_port, forget)
        runner = web.AppRunner(application(door), access_log=None)  # an access log would say when somebody looked
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield f"http://{LOOPBACK}:{bound_port}/?k={door.token}"
        finally:
            await runner.cleanup()


async def _whole(work: Coroutine[None, None, None]) -> None:
    """Runs the work to its end even when we are cancelled: a radio command that is given up half-way blocks all later ones."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def keep_going(service: ExposureService) -> None:
    """Runs a device until it is cancelled: the radio every second, the server beside it so that a slow one stops nothing."""
    minding: asyncio.Task[None] | None = None
    while True:
        await _whole(service.device.tick())
        if minding is None or minding.done():
            if minding is not None and (trouble := minding.exception()):
                raise trouble
            minding = asyncio.create_task(service.do_due_work())
        await asyncio.sleep(TICK_S)
