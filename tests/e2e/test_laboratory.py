"""A contact is to be tested: order, label, sample, pool, positive pool, the single result, and a case that waits for a second person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests import pictures
from tests.e2e.test_every_page import signed_in
from tests.integration.two_communes import HERE, both, outbreak

from truyvet.access.models import Staff
from truyvet.laboratory.models import Sample


def test_from_an_order_to_a_case_that_waits(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    here, _there = both(outbreak(units, staff, house_clock))
    cookie = client_for("commune_officer", HERE).cookies["truyvet"].value
    page: Page = page_at(390)
    signed_in(page, live_server.url, cookie)

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        shot(page, f"laboratory-{what}-390")

    page.goto(f"/xet-nghiem/chi-dinh/?nguoi={here.people['neighbour']}")
    page.get_by_label("Mã hồ sơ, mỗi dòng một mã").fill(f"{here.people['neighbour']}\n{here.people['traveller']}")
    page.get_by_label("Vì sao xét nghiệm").select_option(label="Người tiếp xúc")
    look("order")
    page.get_by_role("button", name="Chỉ định").click()
    expect(page.get_by_role("status")).to_contain_text("Đã chỉ định 2 xét nghiệm")
    look("list")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="In nhãn").click()
    (sheet,) = pictures.pdf_pages(Path(fetched.value.path()).read_bytes())
    codes = sorted(pictures.codes(sheet))
    assert codes == sorted(Sample.objects.values_list("code", flat=True)), "the labels are read back as they were printed"
    page.goto("/xet-nghiem/lay-mau/")
    page.get_by_label("Loại mẫu").select_option(label="Dịch họng")
    for code in codes:
        page.get_by_label("Mã trên nhãn").fill(f"{code[:5].lower()} {code[5:]}")
        page.get_by_role("button", name="Đã lấy").click()
        expect(page.get_by_role("heading", name=re.compile(f"Đã ghi mẫu {code}"))).to_be_visible()
    look("taken")
    page.goto("/xet-nghiem/gop-mau/")
    for place, code in enumerate(codes, 1):
        page.get_by_label("Mã trên nhãn").fill(code)
        page.get_by_role("button", name="Thêm vào mẫu gộp").click()
        expect(page.get_by_role("heading", name=f"Trong mẫu gộp: {place}/20")).to_be_visible()
    look("pool")
    page.get_by_role("button", name="Gộp 2 mẫu").click()
    result(page)
    expect(page.get_by_text("Kết quả này chưa nói gì về người nào.")).to_be_visible()
    look("pool-preview")
    page.get_by_role("button", name="Ghi: Dương tính").click()
    expect(page.get_by_text("phòng xét nghiệm đã nhận")).to_have_count(2)
    page.get_by_role("link", name=codes[0]).click()
    result(page)
    expect(page.get_by_text("một người khác phải đối chiếu phiếu")).to_be_visible()
    page.get_by_role("button", name="Ghi: Dương tính").click()
    case = page.get_by_role("link", name=re.compile("^BG-")).inner_text()
    look("sample")
    desk: Page = page_at(1280)
    signed_in(desk, live_server.url, client_for("tracing_lead", HERE).cookies["truyvet"].value)
    desk.goto("/")
    expect(desk.get_by_text(f"Ca {case} chờ người thứ hai xác nhận")).to_be_visible()
    desk.goto("/xet-nghiem/?loc=open")
    axe(desk)
    shot(desk, "laboratory-list-1280")


def result(page: Page) -> None:
    """A positive PCR result, as far as what it would change."""
    page.get_by_role("link", name="Ghi kết quả").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_label("Dương tính").check()
    page.get_by_label("Cách xét nghiệm").select_option(label="PCR")
    page.get_by_role("button", name="Xem trước khi ghi").click()
