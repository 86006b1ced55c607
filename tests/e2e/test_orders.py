"""An order from its issue to the certificate that is revoked, over two communes; another one leaves the province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.conftest import TODAY
from tests.e2e.test_every_page import signed_in
from tests.integration.two_communes import HERE, outbreak

from truyvet.access.models import Staff

LIST = "/cach-ly/"


def test_from_the_order_to_the_certificate(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    people = outbreak(units, staff, house_clock).settle(HERE, "Mận", "1").people
    page: Page = page_at(390)

    def enter(unit: str) -> None:
        signed_in(page, live_server.url, client_for("commune_officer", unit).cookies["truyvet"].value)

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, what
        shot(page, f"orders-{what}-390")

    enter(HERE)
    page.goto(f"{LIST}khu/")
    page.get_by_label("Tên khu cách ly").fill("Trường Ví Dụ")
    page.get_by_label("Số chỗ", exact=True).fill("40")
    page.get_by_role("button", name="Ghi khu cách ly").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Còn 40 chỗ cách ly tập trung")
    look("sites")
    page.goto(f"{LIST}moi/?nguoi={people['neighbour']}")
    page.get_by_label("Cách ly y tế").check()
    page.get_by_label("Diện cách ly").select_option("contact")
    page.get_by_label("Ngày tiếp xúc cuối").fill(str(TODAY))
    page.get_by_role("button", name="Tính ngày theo quy định").click()
    expect(page.get_by_text("21 ngày, đếm từ ngày sau lần tiếp xúc cuối")).to_be_visible()
    expect(page.get_by_label("Đến hết ngày")).to_have_value(str(TODAY + timedelta(days=21)))
    page.get_by_label("Tại nhà").check()
    page.get_by_label("Địa chỉ nơi cách ly").fill("Thôn Ví Dụ")
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    look("issue")
    page.get_by_role("button", name="Ra quyết định").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quyết định 12/QĐ-UBND")
    look("order")
    page.locator("summary", has_text="Gia hạn").click()
    page.get_by_label("Gia hạn đến hết ngày").fill(str(TODAY + timedelta(days=28)))
    page.locator("#gia-han_reason").fill("người cùng nhà dương tính")
    page.get_by_role("button", name="Gia hạn").click()
    expect(page.get_by_role("status")).to_contain_text("Đã gia hạn.")
    page.goto(LIST)
    look("list")
