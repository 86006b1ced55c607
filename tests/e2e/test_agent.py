"""The agent's own page in a browser: four people on virtual air, one fake key server, from the radar to the warning and to deletion."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.integration.agent.fake_server import FakeServer, serving

from truyvet.agent import demo
from truyvet.agent.stage import Stage
from truyvet.proximity.publishing import ReportType

NOW = 1_622_430_000.0
"""31 May 2021, 10:00 in Việt Nam."""
SCREENS = {
    "home": "/", "around": "/quanh-day/", "history": "/lich-su/", "warning": "/canh-bao/", "phone": "/dien-thoai/", "case": "/ca-benh/",
    "more": "/them/", "forget": "/xoa/",
}  # fmt: skip

SMALL = """[...document.querySelectorAll('a:not(.skip), button, label.tick, input:not([type=checkbox], [type=hidden]), summary')]
    .filter(each => each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"""


class Play:
    """The demonstration, in a thread of its own: a browser's test keeps its own loop in this one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.loop = asyncio.new_event_loop()
        self.server: FakeServer
        self.stage: Stage
        self.addresses: dict[str, str] = {}
        self._ready: Future[None] = Future()
        self._end = asyncio.Event()
        self.thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._run()), daemon=True)
        self.thread.start()
        self._ready.result(120)

    async def _run(self) -> None:
        try:
            began = self.loop.time()
            clock = lambda: NOW + self.loop.time() - began  # noqa: E731
            self.server = FakeServer(lambda: self.stage.now if self._ready.done() else NOW - demo.BACK * 3600)
            async with (
                serving(self.server.app()) as origin,
                demo.opened(self.home, origin, clock, os.urandom, 0) as (self.stage, self.addresses),
            ):
                living = asyncio.create_task(demo.live(self.stage, clock))
                self._ready.set_result(None)
                await self._end.wait()
                living.cancel()
        except BaseException as trouble:
            if not self._ready.done():
                self._ready.set_exception(trouble)
            raise

    def do(self, what: Callable[[], Any]) -> Any:
        """Something in the stage's own thread."""

        async def here() -> Any:
            return what()

        return asyncio.run_coroutine_threadsafe(here(), self.loop).result(20)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self.thread.join(20)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    made = Play(tmp_path_factory.mktemp("agents"))
    yield made
    made.end()


Opens = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, play: Play) -> Iterator[Opens]:
    """A browser of one person's: opened by the address that the program printed."""
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

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, troubles


def test_from_meeting_to_warning_and_sharing(
    open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    a, b, c, d = (open_as(name, 390) for name in "ABCD")
    for page in (b, c, d):
        expect(page.get_by_role("heading", name="Chưa thấy bạn ở gần ca bệnh nào")).to_be_visible()
    a.get_by_role("link", name="Thêm").click()
    a.get_by_role("link", name=re.compile("Tôi là ca bệnh")).click()
    a.get_by_label("Mã 9 ký tự").fill("too short")
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã phải có 9 chữ và số")).to_be_visible()
    assert a.get_by_label("Mã 9 ký tự").input_value() == "too short"
    a.get_by_label("Mã 9 ký tự").fill("000000000")
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã này không dùng được")).to_be_visible()
    a.get_by_label("Mã 9 ký tự").fill(play.do(play.server.code).lower())
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã của hôm nay chờ đến 09:00 ngày 01/06/2021")).to_be_visible()
    axe(a)
    shot(a, "agent-case-390")

    assert play.do(play.server.publish_due)
    b.bring_to_front()
    expect(b.get_by_role("heading", name="Bạn có thể đã tiếp xúc gần với một ca bệnh")).to_be_visible(timeout=5_000)
    axe(b)
    shot(b, "agent-home-warned-390")
    b.get_by_role("link", name="Xem việc cần làm").click()
    expect(b.get_by_text(re.compile(r"Ngày 29/05/2021, khoảng (2|3)\d phút, tín hiệu gần"))).to_be_visible()
    axe(b)
    shot(b, "agent-warning-390")
    b.get_by_role("link", name="Xác nhận số điện thoại trước").click()
    b.get_by_label("Số điện thoại").fill("0912 345 678")
    b.get_by_role("button", name="Gửi mã cho tôi").click()
    b.get_by_label("Mã trong tin nhắn").fill("123456")
    b.get_by_role("button", name="Xác nhận").click()
    expect(b.get_by_text("đã được xác nhận")).to_be_visible()
    b.goto(b.url.replace("/dien-thoai/", "/canh-bao/"))
    b.get_by_role("button", name="Đồng ý, chia sẻ").click()
    expect(b.get_by_text("đã chia sẻ hôm nay")).to_be_visible()
    (shared,) = play.do(lambda: play.server.shared)
    assert set(shared["matches"][0]) == {"event_id", "key_data", "day", "minutes", "confidence", "probability"}
    assert (shared["matches"][0]["day"], shared["matches"][0]["confidence"]) == ("2021-05-29", "near")
    for page in (c, d):
        page.goto(page.url)
        expect(page.get_by_role("heading", name="Chưa thấy bạn ở gần ca bệnh nào")).to_be_visible()

    open_b = open_as("B", 390, "/ca-benh/")
    open_b.get_by_label("Mã 9 ký tự").fill(play.do(lambda: play.server.code(ReportType.RECURSIVE)))
    open_b.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(open_b.get_by_text("Đã gửi mã của")).to_be_visible()
    assert play.do(play.server.publish_due)
    c.bring_to_front()
    expect(c.get_by_role("heading", name="Bạn có thể đã tiếp xúc gần với một ca bệnh")).to_be_visible(timeout=5_000)
    d.goto(d.url)
    expect(d.get_by_role("heading", name="Chưa thấy bạn ở gần ca bệnh nào")).to_be_visible()


def test_scan_around_is_live(open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]) -> None:
    page = open_as("D", 390, "/quanh-day/")
    expect(page.locator("#count")).to_have_text(re.compile(r"Có \d máy gần bạn"), timeout=240_000)
    expect(page.locator("#list .near-row").first).to_be_visible()
    assert page.locator("#dots circle").count() == page.locator("#list .near-row").count()
    axe(page)
    shot(page, "agent-around-390")


def test_phone(open_as: Opens) -> None:
    page = open_as("D", 390, "/dien-thoai/")
    page.get_by_label("Số điện thoại").fill("12")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    expect(page.get_by_text("Số này chưa đúng")).to_be_visible()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill("000000")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Mã chưa đúng")).to_be_visible()
    page.get_by_label("Mã trong tin nhắn").fill("123456")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("đã được xác nhận")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen(name: str, width: int, open_as: Opens, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]) -> None:
    for dark, language in ((False, "vi-VN"), (True, "en-GB")):
        page = open_as("C", width, SCREENS[name], dark=dark, language=language)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
        shot(page, f"agent-{name}-{width}-{language[:2]}-{'dark' if dark else 'light'}")


def test_english_by_one_click(open_as: Opens) -> None:
    page = open_as("D", 390)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Am I all right?")).to_be_visible()
    page.goto(page.url.split("?")[0] + "lich-su/")
    expect(page.get_by_role("heading", name="Contact history")).to_be_visible()


def test_delete_my_data(open_as: Opens, play: Play) -> None:
    page = open_as("C", 390, "/lich-su/")
    expect(page.get_by_text("Bạn ở trong tầm máy khác khoảng").first).to_be_visible()
    key = (play.home / "C" / "agent.key").read_bytes()
    page.goto(page.url.replace("/lich-su/", "/xoa/"))
    page.get_by_label("Tôi muốn xóa tất cả").check()
    page.get_by_role("button", name="Xóa tất cả").click()
    expect(page.get_by_role("heading", name="Tôi có ổn không?")).to_be_visible()
    page.goto(page.url + "canh-bao/")
    expect(page.get_by_text("Không có cảnh báo nào")).to_be_visible()
    assert (play.home / "C" / "agent.key").read_bytes() != key
