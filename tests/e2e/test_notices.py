"""A tracer decides who is told of a place; a citizen and the venue's keeper see it; a correction and the withdrawal reach both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.integration.two_communes import HERE, Side, outbreak
from tests.integration.venues.gatehouse import posting

from truyvet.access.models import Staff
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.web.session_store import SessionStore


def test_those_who_were_there_and_the_keeper_are_told_and_told_again(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    made = outbreak(units, staff, house_clock)
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
    made.fall_ill(side)
    keeps = side.ids["traveller"]
    posting(side.ids["venue"], house_clock, "keeper", keeps)
    tracer: Page = page_at(390)
    signed_in(tracer, live_server.url, client_for("tracer", "24").cookies["truyvet"].value)
    citizen, keeper = (citizen_page(page_at(390), person, live_server.url) for person in (side.ids["neighbour"], keeps))

    def look(page: Page, name: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
        shot(page, f"notices-{name}-390")

    tracer.goto("/")
    tracer.get_by_role("link", name="Quyết định").click()
    expect(tracer.get_by_role("heading", level=1)).to_have_text("1 nơi đã đến chờ quyết định")
    look(tracer, "case")
    tracer.get_by_role("link", name=f"Quyết định {side.secrets['venue name']}").click()
    tracer.get_by_label("Mọi người có mặt ở đó trong khoảng giờ này").check()
    tracer.get_by_label("Lý do").fill("hội trường kín, ngồi gần nhau")
    look(tracer, "decide")
    tracer.get_by_role("button", name="Báo cho họ").click()
    expect(tracer.get_by_role("heading", level=1)).to_have_text("1 người được báo, 0 người đã mở")
    sees(citizen, "/thong-bao/", "Bạn đã ở nơi có ca bệnh", side)
    expect(citizen.get_by_text("khoảng 120 phút")).to_be_visible()
    expect(citizen.get_by_role("link", name="19009095")).to_have_attribute("href", "tel:19009095")
    look(citizen, "own")
    sees(keeper, f"/co-so/{side.venue}/", "Một ca bệnh đã ở đây", side)
    look(keeper, "keeper")
    tracer.reload()
    expect(tracer.get_by_role("heading", level=1)).to_have_text("1 người được báo, 1 người đã mở")
    expect(tracer.locator("dd", has_text="1").first).to_be_visible()
    look(tracer, "notice")
    tracer.get_by_text("Sửa cho đúng").click()
    until = tracer.get_by_label("Đến khi")
    was = until.input_value()
    until.fill(was.replace("T11", "T08"))
    tracer.get_by_label("Lý do").first.fill("ca rời đi sớm hơn")
    tracer.get_by_role("button", name="Báo bản sửa").click()
    expect(tracer.get_by_text("Giờ kết thúc phải sau giờ bắt đầu").first).to_be_visible()
    until.fill(was.replace("T11", "T10"))
    tracer.get_by_label("Lý do").first.fill("ca rời đi sớm hơn")
    tracer.get_by_role("button", name="Báo bản sửa").click()
    expect(tracer.get_by_text("Đã báo cho 1 người.")).to_be_visible()
    expect(tracer.locator("#ban-nhap")).to_be_hidden()
    sees(citizen, "/thong-bao/", "Đã sửa: Bạn đã ở nơi có ca bệnh", side)
    expect(citizen.get_by_text("khoảng 60 phút")).to_be_visible()
    sees(keeper, f"/co-so/{side.venue}/", "Đã sửa: Một ca bệnh đã ở đây", side)
    tracer.get_by_role("button", name="Rút thông báo").first.click()
    tracer.get_by_role("dialog").get_by_label("Lý do").fill("nhầm phòng họp")
    tracer.get_by_role("dialog").get_by_role("button", name="Rút thông báo").click()
    expect(tracer.get_by_text("đã rút").first).to_be_visible()
    sees(citizen, "/thong-bao/", "Thông báo trước không còn đúng", side)
    look(citizen, "withdrawn")
    sees(keeper, f"/co-so/{side.venue}/", "không còn đúng", side)


def sees(page: Page, path: str, text: str, side: Side) -> None:
    """The page says it, and nothing that points at the case."""
    page.goto(path)
    expect(page.get_by_text(text)).to_be_visible()
    seen = page.inner_text("main")
    assert not [secret for secret in (side.case, side.secrets["patient name"], side.secrets["patient code"]) if secret in seen]


def citizen_page(page: Page, person: int, url: str) -> Page:
    session = SessionStore()
    session[SESSION_KEY], session[SESSION_AT] = person, int(datetime.now(UTC).timestamp())
    session.create()
    page.context.add_cookies([{"name": "truyvet", "value": str(session.session_key), "url": url}])
    return page
