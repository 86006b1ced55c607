"""The tracer's path in a real browser: from the case to the ranked list, the evidence, a decision, the graph, another definition."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect
from tests.conftest import TOTP_SECRET
from tests.integration.factory_outbreak import Console, console

from truyvet.investigations.jobs.trace_runs import answer_next_run
from truyvet.investigations.models import RunContact

if TYPE_CHECKING:
    from truyvet.access.models import Staff

PASSWORD = "một câu dài dễ nhớ"


@pytest.fixture
def made(transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime) -> Console:
    """The factory outbreak; 60 persons around its contacts."""
    return console(units, staff, house_clock)


@pytest.fixture
def signed_in(client_for: Callable[..., Any], page_at: Any, live_server: Any) -> Callable[..., Page]:
    """``signed_in(1280, "tracing_lead")``: a page of a signed-in member of staff."""

    def open_page(width: int, role: str = "tracing_lead", unit: str = "24", **more: Any) -> Page:
        client = client_for(role, unit, display="Trần Thị Hoa")
        page: Page = page_at(width, **more)
        page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])
        return page

    return open_page


def fits(page: Page, width: int) -> None:
    """Nothing makes the page wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url}: {wide} px on {width}"


def test_signing_in_leads_to_the_cases(made: Console, staff: Callable[..., Staff], page_at: Any) -> None:
    account = staff("tracer", password=PASSWORD)
    page = page_at(1280, "/ca-benh/")
    page.get_by_label("Tên đăng nhập").fill(account.username)
    page.locator('input[type="password"]').fill(PASSWORD)
    page.locator('input[type="password"]').press("Enter")
    code = format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))
    page.locator('input[name="code"]').fill(str(code))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=made.code)).to_be_visible()


def test_from_the_case_to_the_answer_and_back_with_another_definition(
    made: Console, signed_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], now: datetime
) -> None:
    page = signed_in(1280)
    page.goto("/ca-benh/")
    page.get_by_role("link", name=made.code).click()
    page.get_by_role("link", name="Truy vết", exact=True).last.click()
    expect(page.get_by_role("radio", name=re.compile("QĐ 3468"))).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Truy vết").click()

    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    axe(page)
    shot(page, "console-progress-1280")
    assert answer_next_run(now)
    # The page asks again by itself and loads anew.
    expect(page.get_by_role("heading", level=1)).to_contain_text("người tiếp xúc gần")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("F1")
    listed = page.url

    page.get_by_role("button", name="Mở tên và số điện thoại của trang này").click()
    expect(page.get_by_role("main").get_by_role("link", name="Gọi").first).to_have_attribute("href", re.compile(r"^tel:\+84"))
    axe(page)
    shot(page, "console-names-1280")
    page.goto(listed)

    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="Bằng chứng theo ngày")).to_be_visible()
    page.get_by_label("Loại: không phải tiếp xúc").check()
    page.get_by_label("Lý do").fill("hôm đó nghỉ phép, đã xem bảng chấm công")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.get_by_role("status")).to_contain_text("đã loại")
    page.reload()
    expect(page.get_by_text("hôm đó nghỉ phép")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Đồ thị").click()
    expect(page.locator("[data-canvas] canvas").first).to_be_visible()
    page.get_by_role("link", name="Danh sách").click()
    page.get_by_role("link", name="Đổi định nghĩa").click()
    page.get_by_text("Đổi thông số").click()
    page.get_by_label("Cùng một nơi ít nhất mấy phút").fill("30")
    page.get_by_role("button", name="Truy vết").click()
    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    assert answer_next_run(now)
    page.get_by_role("link", name="so với lần trước").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bớt")
    axe(page)
    shot(page, "console-compare-1280")


def test_every_page_of_a_run_is_readable_by_all(
    made: Console, signed_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    old, new = made.ask(), made.ask(changes={"visit_min_overlap": "30min"})
    person = RunContact.objects.filter(run__code=new, generation=1).order_by("rank")[0].person.code
    pages = {
        "list": f"/truy-vet/{new}/",
        "second": f"/truy-vet/{new}/?vong=2",
        "contact": f"/truy-vet/{new}/nguoi/{person}/",
        "graph": f"/truy-vet/{old}/do-thi/",
        "compare": f"/truy-vet/{new}/so-sanh/{old}/",
        "start": f"/truy-vet/ca/{made.code}/",
        "runs": "/truy-vet/",
    }
    for language in ("vi", "en"):
        page = signed_in(1280, language=language)
        for name, path in pages.items():
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(path)
            if name == "graph":
                expect(page.locator("[data-canvas] canvas").first).to_be_visible()
            for width, look in ((1280, "light"), (390, "dark")) if language == "en" else ((1280, "light"), (1280, "dark"), (390, "light")):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=look)
                shot(page, f"console-{name}-{width}-{language}-{look}")
                axe(page)
                fits(page, width)


def test_the_graph_opens_bundles_by_keyboard_and_tells_a_person(
    made: Console, signed_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    run = made.ask()
    page = signed_in(1280)
    page.goto(f"/truy-vet/{run}/do-thi/")
    bundle = page.locator("[data-bundles] button").first
    expect(bundle).to_have_attribute("aria-expanded", "false")
    shut = page.evaluate("document.querySelector('[data-canvas]').graph.nodes('.person').length")
    bundle.focus()
    page.keyboard.press("Enter")
    expect(bundle).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.querySelector('[data-canvas]').graph.nodes('.person').length") > shut
    shot(page, "console-graph-open-1280")
    page.evaluate("document.querySelector('[data-canvas]').graph.nodes('.f1')[0].emit('tap')")
    expect(page.locator("[data-chosen]").get_by_role("link", name="Xem bằng chứng")).to_be_visible()
    page.get_by_role("button", name="Chỉ cao").click()
    expect(page.locator("[data-hidden-count]")).to_contain_text("ẩn")
    axe(page)


def test_a_graph_of_a_thousand_stays_readable(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime,
    signed_in: Callable[..., Page], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    made = console(units, staff, house_clock, second_ring=1_000)
    page = signed_in(1280)
    page.goto(f"/truy-vet/{made.ask()}/do-thi/")
    expect(page.locator("[data-canvas] canvas").first).to_be_visible()
    drawn = page.evaluate("document.querySelector('[data-canvas]').graph.nodes().length")
    assert drawn < 80, "a thousand persons stand as a few counted bundles"
    assert page.evaluate("document.querySelector('[data-canvas]').graph.zoom()") > 0.3
    shot(page, "console-graph-1000-1280")
    page.locator("[data-bundles] button").first.click()
    assert page.evaluate("document.querySelector('[data-canvas]').graph.nodes().length") > 300
    shot(page, "console-graph-1000-open-1280")
