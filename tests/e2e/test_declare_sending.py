"""Sending a declaration when something is in the way: a browser that keeps nothing, a network that goes again, a sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.test_declare import HERE, home, me, next_step, place, ready, sign_in, to_the_end, who  # noqa: F401 - some are fixtures

from truyvet.declarations.models import Declaration

FORM = "/khai-bao/whole-population/"
SEND = "**/khai-bao/gui/"
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined });"
FULL = """for (const name of ["put", "add"]) {
  IDBObjectStore.prototype[name] = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
PUT_DRAFTS = """async (drafts) => {
  const store = await import('/static/declarations/store.js');
  for (const [name, days] of Object.entries(drafts)) await store.put(name, { at: Date.now() - days * 86_400_000, answers: {} });
}"""
DRAFTS = "import('/static/declarations/store.js').then((store) => store.all('draft:', 99)).then((all) => all.map(([name]) => name))"
SETTLE = "import('/static/web/outbox.js').then((box) => box.waiting()).then((all) => all.length)"
"""Whatever the page reads because of an event has been read when this answers: both stand in line at the same database."""


def fill_in(page: Page) -> None:
    ready(page)
    next_step(page)
    who(page)
    home(page)


def send(page: Page) -> None:
    page.get_by_role("button", name="Tôi đồng ý và gửi").click()


@pytest.mark.parametrize("trouble", [NO_DATABASE, FULL], ids=["no database", "full"])
def test_a_browser_that_keeps_nothing_still_declares(place: dict[str, int], page_at: Any, trouble: str) -> None:  # noqa: F811
    page: Page = page_at(390)
    page.add_init_script(trouble)
    page.goto(FORM)
    fill_in(page)
    page.context.set_offline(True)
    to_the_end(page)
    expect(page.locator("[data-kept]")).to_contain_text("không lưu được tờ khai")
    assert page.url.endswith(FORM)
    page.context.set_offline(False)
    send(page)
    expect(page.get_by_role("heading", name="Đã nhận tờ khai")).to_be_visible()
    row = Declaration.objects.get()
    assert (row.made_for, row.commune_id) == ("self", place[HERE])


def test_a_draft_of_last_week_leaves_the_phone(place: dict[str, int], page_at: Any) -> None:  # noqa: F811
    page: Page = page_at(390, FORM)
    ready(page)
    page.evaluate(PUT_DRAFTS, {"draft:whole_population": 8, "draft:workplace_daily": 8, "draft:entry": 1})
    page.reload()
    ready(page)
    assert page.evaluate(DRAFTS) == ["draft:entry"]


def test_after_it_was_received_nothing_takes_that_back(place: dict[str, int], page_at: Any) -> None:  # noqa: F811
    page: Page = page_at(390, FORM)
    fill_in(page)
    to_the_end(page)
    received = page.get_by_role("heading", name="Đã nhận tờ khai")
    expect(received).to_be_visible()
    for offline in (True, False):
        page.context.set_offline(offline)
        page.wait_for_function("(offline) => navigator.onLine !== offline", arg=offline)
        assert page.evaluate(SETTLE) == 0
        expect(received).to_be_visible()
        expect(page.get_by_role("link", name="Xác nhận số điện thoại")).to_be_visible()


def test_what_waits_for_a_sign_in_says_so_and_goes_after_it(me: int, page_at: Any, live_server: Any, now: datetime) -> None:  # noqa: F811
    page: Page = page_at(390, FORM)
    page.context.route(SEND, lambda route: route.fulfill(status=401, json={"error": "sign_in"}))
    fill_in(page)
    to_the_end(page)
    expect(page.get_by_role("heading", name="Đăng nhập để gửi tờ khai")).to_be_visible()
    expect(page.get_by_role("link", name="Xác nhận số điện thoại")).to_be_visible()
    expect(page.locator("#cho-gui")).to_contain_text("1 tờ chờ gửi")
    expect(page.locator("#cho-gui")).to_contain_text("Đăng nhập để gửi.")
    page.context.unroute(SEND)
    sign_in(page, live_server, me)
    with page.expect_response(SEND):
        page.goto("/khai-bao/")
    expect(page.locator("#cho-gui")).to_be_hidden()
    assert Declaration.objects.count() == 1
