"""A real browser for the pages: Debian's Chromium, a server of this process, axe, screenshots.

Pictures are written into the folder TRUYVET_PICTURES, and not at all without it: a whole page costs as much as finding out
that it is right. A page that logs an error, or meets our own content policy, fails its test.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

# Playwright keeps an event loop in this thread; Django then takes every query of a test for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = Path(os.environ.get("TRUYVET_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
HEIGHTS = {390: 844, 1280: 900}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
AXE_RUN = """async (options) => (await axe.run(document, options)).violations.map(({ id, help, nodes }) => (
  { id, help, nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 160)) }))"""
"""Only what is wrong comes back: the whole answer of a long table takes three times as long as finding it."""
SHOTS = os.environ.get("TRUYVET_PICTURES", "")


class PageAt(Protocol):
    """Opens a page ``width`` px wide; ``path`` is opened at once when given. ``workers``: whether service workers may run."""

    def __call__(self, width: int, path: str = "", *, dark: bool = False, language: str = "vi", workers: bool = True) -> Page: ...


def pytest_configure(config: pytest.Config) -> None:
    """SQLite in a file: in memory, the server's threads would share the one connection of the test, and its transactions."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        folder = Path(tempfile.mkdtemp(prefix="truyvet-e2e-"))
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(folder / "test.sqlite3")}
        # What is shown here is pages; nobody pulls the plug.
        options = database["OPTIONS"]
        database["OPTIONS"] = {**options, "init_command": options["init_command"].replace("synchronous=FULL", "synchronous=OFF")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder needs the browser and a database."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The assets come from their folders here, not from the collected ones of an installation.
            item.add_marker(pytest.mark.filterwarnings("ignore:No directory at"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    if not CHROMIUM.is_file():
        pytest.fail(f"no browser at {CHROMIUM}: install it with `apt-get install chromium`, or set TRUYVET_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser: Browser, live_server: Any) -> Iterator[PageAt]:
    """Pages of the live server; afterwards no page may have logged an error."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A refused page (403, 404) is the answer that a test may want; everything else is a fault of ours.
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(message.text)

    def open_page(width: int, path: str = "", *, dark: bool = False, language: str = "vi", workers: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale={"vi": "vi-VN", "en": "en-GB"}[language],
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            service_workers="allow" if workers else "block",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if path:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, f"the page reported: {troubles}"


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing against WCAG 2.2 AA (and its best practice) on the page as it now stands."""
    script = Axe().axe_script

    def check(page: Page) -> None:
        page.evaluate(script)
        found = page.evaluate(AXE_RUN, AXE_OPTIONS)
        assert not found, "\n".join(f"{one['id']}: {one['help']}: {one['nodes']}" for one in found)

    return check


@pytest.fixture(scope="session")
def shot() -> Callable[[Page, str], None]:
    """``shot(page, "queue-390-vi-light")`` keeps a picture of the whole page when pictures are wanted."""

    def take(page: Page, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

    return take
