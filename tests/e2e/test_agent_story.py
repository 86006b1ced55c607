"""The whole story against the real key server and the real pages of staff: from a meeting to a code, to a warning, to the next warning.

A met B, B met C later, D met nobody; an attacker played an old beacon of A's beside D. All four stand on virtual radios in a thread
of their own, and one clock goes for them and for the server.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.agent_world import NO_WARNING, WARNED, Opens, Play, opener
from tests.fixtures.outbox_codes import last_code
from tests.integration.agent.test_three_agents import replay
from tests.integration.devices.conftest import Station, station  # noqa: F401 - a fixture

from truyvet.agent.scenario import Scenario
from truyvet.audit.values import By
from truyvet.devices.actions import publish_due_keys
from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.web import clock

pytestmark = pytest.mark.usefixtures("gateway")
WITHIN = 5.0
"""Seconds from a file to its warning."""
EVERY = 600
"""Seconds between two files of the server."""


async def two_days(here: Scenario) -> None:
    await here.meet(30, A=0.0, B=0.8)
    shown = here.people["A"].device.advertiser.current
    assert shown is not None
    await here.skip(2.5)  # more than the leeway of two hours: an old beacon, not a relayed one
    await replay(here, shown.payload, shown.address)
    await here.skip(3)
    await here.meet(30, B=0.0, C=0.8)


@pytest.fixture
def play(
    transactional_db: None, live_server: Any, station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,  # noqa: F811 - the fixture
) -> Iterator[Play]:  # fmt: skip
    made = Play(tmp_path / "agents", station.now.timestamp(), live_server.url, two_days)
    monkeypatch.setattr("truyvet.web.clock.now", lambda: datetime.fromtimestamp(made.clock(), UTC))
    yield made
    made.end()


@pytest.fixture
def open_as(browser: Browser, play: Play) -> Iterator[Opens]:
    with opener(browser, play) as opens:
        yield opens


@pytest.fixture
def lead(play: Play, client_for: Callable[..., Any], page_at: Any, live_server: Any) -> Page:
    """The desk of a signed-in tracing lead."""
    client = client_for("tracing_lead", "24", display="Trần Thị Hoa")
    page: Page = page_at(1280)
    page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])
    return page


def worker_publishes() -> float:
    """What the worker does in each round; the moment at which the file lay there."""
    assert publish_due_keys(by=By.system("worker"), now=clock.now()) == 1
    return time.monotonic()


def warned(page: Page, published: float) -> None:
    """The open home screen turns by itself, in time."""
    expect(page.get_by_role("heading", name=WARNED)).to_be_visible(timeout=WITHIN * 1_000)
    assert time.monotonic() - published < WITHIN


def give_code(page: Page, kind: str, contact: str = "") -> str:
    """The button on the case's page; the code as it is read out."""
    page.get_by_label(re.compile(kind)).check()
    if contact:
        page.get_by_role("combobox").select_option(contact)
    page.get_by_role("button", name="Cấp mã").click()
    return page.locator(".spoken-code").inner_text()


def hand_in(page: Page, code: str, *, agree: bool = False) -> None:
    page.get_by_label("Mã 9 ký tự").fill(code)
    if agree:
        page.get_by_label("Đồng ý (không bắt buộc)").check()
    page.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(page.get_by_text("Đã gửi mã của")).to_be_visible()


def test_from_a_case_to_the_second_ring(
    play: Play, open_as: Opens, lead: Page, station: Station,  # noqa: F811 - the fixture
    axe: Callable[[Page], None], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    case, neighbour = station.side.case, station.side.people["neighbour"]
    a, b, c, d = (open_as(name, 390) for name in "ABCD")
    for page in (b, c, d):  # the first look for keys may take its time; a later one may not
        expect(page.get_by_role("heading", name=NO_WARNING)).to_be_visible(timeout=30_000)

    lead.goto(f"/ca-benh/{case}/ma-bluezone/")
    expect(lead.get_by_text("chưa có người tiếp xúc nào được cán bộ xác nhận")).to_be_visible()
    code = give_code(lead, "Người bệnh gửi mã của máy")
    axe(lead)
    shot(lead, "story-code-1280")
    a.get_by_role("link", name="Thêm").click()
    a.get_by_role("link", name=re.compile("Tôi là ca bệnh")).click()
    hand_in(a, code, agree=True)
    expect(a.get_by_text("Mã của hôm nay chờ đến 09:00 ngày 01/06/2021")).to_be_visible()
    axe(a)
    shot(a, "story-embargo-390")

    b.bring_to_front()
    warned(b, worker_publishes())
    axe(b)
    for page in (c, d):
        still_clear(page)

    b.get_by_role("link", name="Xem việc cần làm").click()
    expect(b.get_by_text(re.compile(r"Ngày 29/05/2021, khoảng (2|3)\d phút, tín hiệu gần"))).to_be_visible()
    b.get_by_role("link", name="Xác nhận số điện thoại trước").click()
    b.get_by_label("Số điện thoại").fill("0911 345 678")
    b.get_by_role("button", name="Gửi mã cho tôi").click()
    expect(b.get_by_label("Mã trong tin nhắn")).to_be_visible()
    b.get_by_label("Mã trong tin nhắn").fill(last_code("phone_code"))
    b.get_by_role("button", name="Xác nhận").click()
    expect(b.get_by_text("Mã đúng. Hãy cho biết thêm năm sinh")).to_be_visible()
    axe(b)
    shot(b, "story-year-390")
    b.get_by_label("Năm sinh").fill("1990")
    b.get_by_role("button", name="Xác nhận").click()
    expect(b.get_by_text("đã được xác nhận")).to_be_visible()
    axe(b)
    b.goto(b.url.replace("/dien-thoai/", "/canh-bao/"))
    b.get_by_role("button", name="Đồng ý, chia sẻ").click()
    expect(b.get_by_text("đã chia sẻ hôm nay")).to_be_visible()
    axe(b)
    shot(b, "story-shared-390")

    confirm_the_hint(lead, neighbour, axe, shot)
    confirm_the_contact(lead, case, neighbour, axe)
    lead.goto(f"/ca-benh/{case}/ma-bluezone/")
    code = give_code(lead, "Người tiếp xúc đã xác nhận gửi mã", neighbour)
    axe(lead)
    shot(lead, "story-contact-code-1280")
    b.goto(b.url.replace("/canh-bao/", "/ca-benh/"))
    hand_in(b, code)
    play.pass_by(EVERY)
    c.bring_to_front()
    warned(c, worker_publishes())
    axe(c)
    still_clear(d)

    # A day later the keys that waited are out too.
    play.pass_by(26 * 3_600)
    worker_publishes()
    last = [play.stage.people[name] for name in "CD"]
    wait_until(lambda: all(len(each.device.log.fact("taken", [])) == 3 for each in last))
    still_clear(d)
    axe(d)
    c.reload()
    expect(c.get_by_role("heading", name=WARNED)).to_be_visible()


def still_clear(page: Page) -> None:
    page.get_by_role("button", name="Kiểm tra ngay").click()
    expect(page.get_by_role("heading", name=NO_WARNING)).to_be_visible()


def confirm_the_hint(lead: Page, neighbour: str, axe: Callable[[Page], None], shot: Callable[[Page, str], None]) -> None:
    """A machine's hint gets a person's word."""
    lead.goto("/bluezone/bao-gap/")
    row = lead.get_by_role("row").filter(has_text=neighbour)
    expect(row).to_contain_text("ở gần")
    expect(row).to_contain_text("đã vào truy vết, ghi là máy báo")
    axe(lead)
    shot(lead, "story-hint-1280")
    row.get_by_text("Ghi kết quả hỏi").click()
    row.get_by_label("Bạn biết nhờ đâu?").fill("đã gọi, ngồi cùng bàn")
    row.get_by_role("button", name="Đã tiếp xúc").click()
    expect(lead.get_by_text("Đã ghi kết quả hỏi")).to_be_visible()
    expect(lead.get_by_text("đã gọi, ngồi cùng bàn")).to_be_visible()
    axe(lead)


def confirm_the_contact(lead: Page, case: str, neighbour: str, axe: Callable[[Page], None]) -> None:
    """The encounter is evidence in a trace; the lead stands for it."""
    lead.goto(f"/ca-benh/{case}/ma-bluezone/")
    expect(lead.get_by_label(re.compile("Người tiếp xúc đã xác nhận gửi mã"))).to_have_count(0)
    lead.goto(f"/truy-vet/ca/{case}/")
    lead.get_by_role("button", name="Truy vết").click()
    expect(lead.get_by_text("Đang chờ đến lượt")).to_be_visible()
    assert answer_next_run(clock.now())
    expect(lead.locator("tbody th a")).to_have_count(1)
    lead.locator("tbody th a").click()
    expect(lead.get_by_text(neighbour).first).to_be_visible()
    expect(lead.get_by_role("heading", name="Bằng chứng theo ngày")).to_be_visible()
    lead.get_by_label("Xác nhận có tiếp xúc").check()
    lead.get_by_label("Lý do").fill("đã gọi, ngồi cùng bàn")
    lead.get_by_role("button", name="Ghi kết luận").click()
    expect(lead.get_by_role("status")).to_contain_text("xác nhận")
    axe(lead)


def wait_until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)
