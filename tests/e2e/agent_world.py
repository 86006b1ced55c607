"""Four people on virtual air in a thread of their own, and a browser for each: what the agent's browser tests stand on."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from tests.integration.agent.fake_key_server import FakeServer, serving

from truyvet.agent import demo
from truyvet.agent.scenario import Scenario

WARNED = "Bạn có thể đã tiếp xúc gần với một ca bệnh"
NO_WARNING = "Chưa thấy bạn ở gần ca bệnh nào"
Opens = Callable[..., Page]


class Play:
    """The demonstration, in a thread of its own: a browser's test keeps its own loop in this one.

    ``origin``: the key server; without one a fake one in the same thread, as ``server``.
    """

    def __init__(self, home: Path, now: float, origin: str | None = None, days: demo.Story = demo.play_past_days) -> None:
        self.home, self.origin, self.days = home, origin, days
        self._begins, self._began = now, time.monotonic()
        self.loop = asyncio.new_event_loop()
        self.server: FakeServer
        self.stage: Scenario
        self.addresses: dict[str, str] = {}
        self._ready: Future[None] = Future()
        self._end = asyncio.Event()
        self.thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._run()), daemon=True)
        self.thread.start()
        self._ready.result(120)

    def clock(self) -> float:
        """The time of the play, epoch seconds; any thread may ask."""
        return self._begins + time.monotonic() - self._began

    def pass_by(self, seconds: float) -> None:
        """So much time passes at once, for everybody who asks this clock."""
        self._begins += seconds

    async def _run(self) -> None:
        try:
            async with AsyncExitStack() as stack:
                origin = self.origin or await self._fake(stack)
                opened = demo.open_demo(self.home, origin, self.clock, os.urandom, 0, self.days)
                self.stage, self.addresses = await stack.enter_async_context(opened)
                living = asyncio.create_task(demo.run_live(self.stage, self.clock))
                self._ready.set_result(None)
                await self._end.wait()
                living.cancel()
        except BaseException as trouble:
            if not self._ready.done():
                self._ready.set_exception(trouble)
            raise

    async def _fake(self, stack: AsyncExitStack) -> str:
        self.server = FakeServer(self.clock)
        return await stack.enter_async_context(serving(self.server.app()))

    def do(self, what: Callable[[], Any]) -> Any:
        """Runs something in the scenario's own thread."""

        async def here() -> Any:
            return what()

        return self.run(here())

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Runs work that waits, in the scenario's own thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self.thread.join(20)


@contextmanager
def opener(browser: Browser, play: Play) -> Iterator[Opens]:
    """``opens("B", 390, "/canh-bao/")``: a browser of one person's, opened by the address that the program printed."""
    contexts, troubles = [], []

    def opened(name: str, width: int, path: str = "", *, dark: bool = False, language: str = "vi-VN") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light", locale=language, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" and "Failed to load" not in said.text else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(play.addresses[name])
        assert "k=" not in page.url, "the token must leave the address bar"
        if path:
            page.goto(play.addresses[name].split("/?")[0] + path)
        return page

    try:
        yield opened
    finally:
        for context in contexts:
            context.close()
    assert not troubles, troubles
