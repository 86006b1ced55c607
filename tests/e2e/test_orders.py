"""An order from its issue to the certificate that is revoked, over two communes; another one leaves the province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.conftest import TODAY
from tests.e2e.test_every_page import signed_in
from tests.integration.two_communes import HERE, THERE, outbreak
from tests.pictures import codes, png

from truyvet.access.models import Staff
from truyvet.codes.release_papers import read_release
from truyvet.isolation.models import Order
from truyvet.keys import keyring

LIST = "/cach-ly/"


def test_from_the_order_to_the_revoked_certificate(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    side = outbreak(units, staff, house_clock).settle(HERE, "Mận", "1")
    sessions = {unit: client_for("commune_officer", unit).cookies["truyvet"].value for unit in (HERE, THERE)}
    page: Page = page_at(390)

    def enter(unit: str) -> None:
        signed_in(page, live_server.url, sessions[unit])

    def look(what: str) -> None:
        axe(page)
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what
        shot(page, f"orders-{what}-{width}")

    def said(words: str) -> None:
        expect(page.get_by_role("status").first).to_contain_text(words)

    enter(HERE)
    issue(page, side.people["neighbour"], "12/QĐ-UBND", look)
    address = page.url
    page.get_by_role("button", name="In quyết định").click()
    expect(page.get_by_text(side.secrets["neighbour name"])).to_be_visible()
    look("decision")
    page.get_by_role("link", name="Về trang quyết định").click()
    expect(page).to_have_url(address)
    page.locator("summary", has_text="Gia hạn").click()
    page.get_by_label("Gia hạn đến hết ngày").fill(str(TODAY + timedelta(days=28)))
    page.locator("#gia-han_reason").fill("người cùng nhà dương tính")
    page.get_by_role("button", name="Gia hạn").click()
    said("Đã gia hạn.")
    transfer(page, "#chuyen_to_unit", str(units[THERE]))
    expect(page.get_by_text("vẫn chịu trách nhiệm: hỏi sức khỏe")).to_be_visible()
    enter(THERE)
    page.goto(f"{LIST}?loc=to_accept")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 người đang cách ly theo quyết định")
    look("list")
    page.goto(address)
    page.get_by_role("button", name="Nhận người này").click()
    said("Từ giờ nơi nhận chịu trách nhiệm.")
    release(page)
    # The page said so before, too: the answer of the refusal is an alert.
    expect(page.get_by_role("alert").filter(has_text="Chưa đến ngày cuối cùng")).to_be_visible()
    Order.objects.update(last_day=TODAY)
    page.goto(address)
    release(page)
    said("Đã cho kết thúc cách ly và cấp giấy.")
    page.get_by_role("button", name="In giấy").click()
    link = page.locator(".checked .figures").inner_text()
    page.set_viewport_size({"width": 1280, "height": 900})
    look("certificate")
    (scanned,) = codes(png(page.locator(".checked svg").screenshot()))
    assert scanned.startswith(f"{link}#"), "the code on the paper leads to the page that checks it"
    assert read_release(scanned, keys=keyring.public_keys(house_clock)).last_day == TODAY, "and is checked without a network too"
    stranger: Page = page_at(390)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Giấy này còn giá trị")
    assert side.secrets["neighbour name"] not in stranger.content() and "Thôn Ví Dụ" not in stranger.content()
    axe(stranger)
    page.goto(address)
    page.locator("summary", has_text="Thu hồi giấy").click()
    page.locator("#thu-hoi-giay_reason").fill("kết quả dương tính")
    page.get_by_role("button", name="Thu hồi giấy").click()
    said("Ai kiểm tra mã sẽ thấy giấy đã thu hồi.")
    look("order")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Giấy này đã bị thu hồi")
    shot(stranger, "orders-check-390")
    enter(HERE)
    issue(page, side.people["traveller"], "13/QĐ-UBND", None)
    transfer(page, "#chuyen_to_province", "Bắc Ninh")
    page.get_by_label("Ai ở tỉnh kia đã nhận").fill("CDC Bắc Ninh")
    page.get_by_role("button", name="Tỉnh kia đã nhận").click()
    expect(page.get_by_text("Đã bàn giao cho tỉnh khác")).to_be_visible()


def issue(page: Page, person: str, number: str, look: Callable[[str], None] | None) -> None:
    """Counts the days by the rule and issues an order to stay at home."""
    page.goto(f"{LIST}moi/?nguoi={person}")
    page.get_by_label("Cách ly y tế").check()
    page.get_by_label("Diện cách ly").select_option("contact")
    page.get_by_label("Ngày tiếp xúc cuối").fill(str(TODAY))
    page.get_by_role("button", name="Tính ngày theo quy định").click()
    expect(page.get_by_text("21 ngày, đếm từ ngày sau lần tiếp xúc cuối")).to_be_visible()
    expect(page.get_by_label("Đến hết ngày")).to_have_value(str(TODAY + timedelta(days=21)))
    page.get_by_label("Tại nhà").check()
    page.get_by_label("Địa chỉ nơi cách ly").fill("Thôn Ví Dụ")
    page.get_by_label("Số quyết định").fill(number)
    if look:
        look("issue")
    page.get_by_role("button", name="Ra quyết định").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Quyết định {number}")


def transfer(page: Page, field: str, to: str) -> None:
    """Asks for a transfer; ``field`` is the commune's or the province's."""
    page.locator("summary", has_text="Chuyển cho nơi khác").click()
    box = page.locator(field)
    if "unit" in field:
        box.select_option(to)
    else:
        box.fill(to)
    page.locator("#chuyen_reason").fill("về nhà")
    page.get_by_role("button", name="Gửi đề nghị chuyển").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi đề nghị chuyển.")


def release(page: Page) -> None:
    """Says that somebody is well and present, and releases."""
    if not page.get_by_role("button", name="Cho kết thúc cách ly").is_visible():
        page.locator("summary", has_text="Ghi và cho kết thúc").click()
    page.locator("[name=symptoms][value=no]").check()
    page.locator("[name=present][value=yes]").check()
    page.get_by_role("button", name="Cho kết thúc cách ly").click()
