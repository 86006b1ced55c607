"""What the browser keeps and sends by itself: files of one version only, and another try when the server was busy."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.collected import Collected, collected_server  # noqa: F401 - a fixture

KEPT = """async (cache) => {
  for (;;) {
    const names = (await caches.keys()).filter((name) => name.startsWith(cache));
    for (const name of names) if (await (await caches.open(name)).match('/ma/')) return name;
    await new Promise((again) => setTimeout(again, 50));
  }
}"""
MARK = """async (path) => {
  const [name] = (await caches.keys()).filter((each) => each.startsWith('truyvet-'));
  const cache = await caches.open(name);
  const kept = await cache.match(path);
  await cache.put(path, new Response(`${await kept.text()} :root { --kept: 1 }`, { headers: kept.headers }));
}"""
MARKED = "getComputedStyle(document.documentElement).getPropertyValue('--kept')"
STYLE = "/static/web/base.css"
SEND = "**/khai-bao/gui/"
PUT = """async ([id, url]) => (await import('/static/web/outbox.js')).put({ id, url, body: { x: 'a', y: 'b' } })"""


@pytest.fixture
def phone(transactional_db: None, units: dict[str, int], page_at: Any) -> Page:
    """A phone that keeps the pages for offline, with a mark in a kept style."""
    page: Page = page_at(390, "/ma/")
    page.evaluate(KEPT, "truyvet-")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.evaluate(MARK, STYLE)
    return page


def test_a_page_of_another_version_gets_its_own_files(phone: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def mark_in_a_new_tab() -> str:  # a tab that showed the page before has its files in its own memory
        page = phone.context.new_page()
        page.goto("/ma/")
        return str(page.evaluate(MARKED))

    assert mark_in_a_new_tab() == "1", "of the same version: the kept files"
    monkeypatch.setattr("truyvet.site.headers.assets_version", lambda: "another")
    assert mark_in_a_new_tab() == ""


def test_pages_of_staff_get_the_files_of_the_server(phone: Page, client_for: Callable[..., Any], live_server: Any) -> None:
    staff = client_for("tracing_lead", "24")
    phone.context.add_cookies([{"name": "truyvet", "value": staff.cookies["truyvet"].value, "url": live_server.url}])
    phone.goto("/ca-benh/")
    assert phone.evaluate("navigator.serviceWorker.controller !== null")
    assert phone.evaluate(MARKED) == ""


def test_a_new_version_asks_the_server_for_every_file(
    browser: Any, units: dict[str, int], collected_server: Collected, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    """The server lets a browser hold a file for a minute: one of a moment ago may be the last version's."""
    context = browser.new_context(base_url=collected_server.url, locale="vi-VN")
    page = context.new_page()
    page.goto("/ma/")
    page.evaluate(KEPT, "truyvet-")
    collected_server.sent.clear()
    for place in ("web.views", "site.headers"):
        monkeypatch.setattr(f"truyvet.{place}.assets_version", lambda: "second")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")
    assert page.evaluate(KEPT, "truyvet-second") == "truyvet-second"
    assert {STYLE, "/static/passes/page.js", "/static/vendor/uqr.js"} <= set(collected_server.sent)
    context.close()


def test_what_met_a_busy_server_is_tried_again_while_the_page_is_open(transactional_db: None, page_at: Any) -> None:
    # The page alone: a worker that is quicker sends too, past the route below.
    page: Page = page_at(390, workers=False)
    page.clock.install()
    page.goto("/khai-bao/")
    page.context.route(SEND, lambda route: route.fulfill(status=503, json={"error": "busy"}))
    with page.expect_response(SEND):
        page.evaluate(PUT, [str(uuid.uuid4()), "/khai-bao/gui/"])
    expect(page.locator("#cho-gui")).to_contain_text("1 tờ chờ gửi")
    page.context.unroute(SEND)
    page.clock.fast_forward(61_000)
    expect(page.locator("#cho-gui")).to_be_hidden()
