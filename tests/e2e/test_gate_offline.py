"""1,000 scans without a network, the browser killed ten times: nothing lost, nothing twice, nothing readable, in order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.gate_world import SCAN, World, all_sent, give_cookie, set_up, signed_in, world
from tests.e2e.until import until
from tests.examples import LONG
from tests.integration.venues.gatehouse import Holder

from truyvet.venues.api import operations
from truyvet.venues.api.door import GateReply
from truyvet.venues.models import GateScan, Visit

T = TypeVar("T")
SCANS, KILLS = (1_000, 10) if LONG else (400, 3)
READ_ALL = """async () => {
  const done = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
  const base = await done(indexedDB.open("truyvet-gate"));
  const found = {};
  for (const name of base.objectStoreNames) {
    found[name] = await done(base.transaction(name).objectStore(name).getAll());
  }
  base.close();
  return found;
}"""

LAST_PLACE = """() => new Promise((yes) => {
  const asked = indexedDB.open("truyvet-gate");
  asked.onsuccess = () => {
    const found = asked.result.transaction("kept").objectStore("kept").get("place");
    found.onsuccess = () => { asked.result.close(); yes(found.result ?? 0); };
  };
})"""
KEPT_PAGE = """async () => {
  for (const name of await caches.keys()) if (await (await caches.open(name)).match("/cong/")) return true;
  return false;
}"""


pytestmark = pytest.mark.slow


@pytest.fixture
def gate_world(transactional_db: None, units: dict[str, int]) -> World:
    return world(units, datetime.now(UTC).replace(microsecond=0))


def opened(playwright: Playwright, folder: Path, address: str) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(
        str(folder), executable_path=str(CHROMIUM), args=ARGUMENTS, base_url=address, locale="vi-VN", viewport={"width": 390, "height": 844}
    )


def kill(folder: Path) -> None:
    """End every process of the browser with this profile at once, as a battery that falls out does."""
    while found := family(folder):
        for number in found:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.1)
    for left in folder.glob("Singleton*"):
        left.unlink()  # what a browser that was killed leaves for the next one to ask about


def family(folder: Path) -> set[int]:
    """Numbers of the processes that name the profile, and of all that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 3) for line in listed.splitlines() if len(line.split(None, 3)) == 4]
    living = [(int(number), int(parent), args) for number, parent, state, args in rows if not state.startswith("Z")]
    found = {number for number, _, args in living if f"--user-data-dir={folder}" in args}
    while more := {number for number, parent, _ in living if parent in found} - found:
        found |= more
    return found


def prepare(context: BrowserContext, address: str, session: str) -> None:
    """Set up once with a network; then the page is there without one."""
    page = context.pages[0]
    give_cookie(context, address, session)
    set_up(page, way="both")
    until(lambda: page.evaluate(KEPT_PAGE))
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.locator("#cong").wait_for()


def scan_offline(context: BrowserContext, holders: list[Holder], many: int, wanted: int) -> int:
    """Open the page without a network and scan; how far it was kept for certain when ``wanted`` of them were."""
    context.set_offline(True)
    page = context.pages[0]
    page.goto("/cong/")
    page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
    before = int(page.evaluate(LAST_PLACE))
    at = int(datetime.now(UTC).timestamp())
    page.evaluate(SCAN, [holders[place % len(holders)].show(at) for place in range(many)])
    page.wait_for_function("(n) => Number(document.documentElement.dataset.kept ?? 0) >= n", arg=before + wanted, timeout=60_000)
    return int(page.evaluate("Number(document.documentElement.dataset.kept)"))


def in_a_browser(folder: Path, address: str, act: Callable[[BrowserContext], T]) -> T:
    """One life of the browser with this profile, with a driver of its own (the old one would wait for the dead), in a thread
    of its own: the other browser tests keep a driver in this one."""

    def live() -> T:
        with sync_playwright() as playwright:
            return act(opened(playwright, folder, address))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(live).result()


def test_scans_without_a_network_survive_kills(
    gate_world: World, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The browser's own switch lets requests of a page with a worker slip now and then; then they meet nobody here.
    monkeypatch.setattr(operations, "answer", lambda environ: GateReply(503, {"error": "busy"}, 1))
    holders = [gate_world.holder() for _ in range(100)]
    folder, many, address, session = tmp_path / "browser", SCANS // KILLS, live_server.url, signed_in(gate_world.guard)
    sure: list[int] = []

    def set_up_once(context: BrowserContext) -> None:
        prepare(context, address, session)
        context.close()

    def work_and_die(context: BrowserContext) -> None:
        # In the middle of its work, at another place each time.
        sure.append(scan_offline(context, holders, many, many * (len(sure) + 1) // (KILLS + 1)))
        kill(folder)

    def work_and_look(context: BrowserContext) -> dict[str, Any]:
        scan_offline(context, holders, many, many)
        stored: dict[str, Any] = context.pages[0].evaluate(READ_ALL)
        context.close()
        return stored

    def hand_in(context: BrowserContext) -> None:
        page = context.pages[0]
        page.goto("/cong/")
        page.wait_for_function("() => document.documentElement.dataset.ready === '1'")
        all_sent(page, timeout=60_000)
        context.close()

    in_a_browser(folder, address, set_up_once)
    for _ in range(KILLS):
        in_a_browser(folder, address, work_and_die)
    stored = in_a_browser(folder, address, work_and_look)
    places = [row["place"] for row in stored["scans"]]
    assert set(sure) <= set(places), "what was shown as kept is there after the kill"
    assert len(places) >= SCANS // 2
    assert all(set(row) == {"place", "id", "venue", "sealed", "kid", "made"} for row in stored["scans"])
    secrets = ["TVP1:", '"told"', *(each.token.hex() for each in holders), *(each.body.hex()[:32] for each in holders)]
    assert not [each for each in secrets if each in str(stored["scans"])], "the device cannot read its own queue"
    assert GateScan.objects.count() == 0, "nothing left this device yet"
    monkeypatch.undo()
    in_a_browser(folder, address, hand_in)
    rows = list(GateScan.objects.order_by("sequence").values_list("sequence", "event_id", "at", "device_verdict"))
    assert [row[0] for row in rows] == places
    assert [str(row[1]) for row in rows] == [row["id"] for row in stored["scans"]], "each once, under its own number"
    assert [row[2] for row in rows] == sorted(row[2] for row in rows), "in the order of scanning"
    assert {row[3] for row in rows} == {"pass"}
    assert Visit.objects.count() == len(rows)
