"""The information department writes a text, prints it and plans loudspeakers; a commune plays it; a screen plays it offline and expires."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.conftest import TODAY
from tests.e2e.test_every_page import signed_in
from tests.integration.campaigns.test_material import source
from tests.pictures import codes, pdf_pages


@pytest.mark.parametrize("width", [390, 1280])
def test_one_text_is_made_printed_planned_played_and_expires(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], None], width: int,
) -> None:  # fmt: skip
    page: Page = page_at(width)
    signed_in(page, live_server.url, client_for("information_department", "24").cookies["truyvet"].value)
    page.goto("/truyen-thong/viet/")
    text = source()
    fields = {
        "Cơ quan phát hành": text.issuer, "Tiêu đề": text.title_vi, "Các ý chính": "\n".join(text.points_vi),
        "Tiêu đề tiếng Anh": text.title_en, "Các ý chính tiếng Anh": "\n".join(text.points_en), "Số để gọi": text.phone,
        "Địa chỉ trong mã QR": text.link, "Dùng từ ngày": str(TODAY), "Đến hết ngày": str(TODAY + timedelta(days=7)),
    }  # fmt: skip
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    axe(page)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.title_vi)
    sheet = page.get_by_role("link", name="Áp phích A3").get_attribute("href")
    (drawn,) = pdf_pages(page.request.get(f"{live_server.url}{sheet}").body(), 60)
    assert set(codes(drawn)) == {text.link}
    page.get_by_label("Xã, phường, thị trấn").select_option(str(units["07783"]))
    page.get_by_label("Thôn, tổ dân phố").fill("My Điền 1\nMy Điền 2")
    page.get_by_label("Đến hết ngày").fill(str(TODAY))
    page.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_text("Đã xếp thêm 4 lượt.")).to_be_visible()
    axe(page)
    shot(page, f"material-{width}")
    screen = page.get_by_role("link", name="Màn hình công cộng").get_attribute("href")
    assert screen
    signed_in(page, live_server.url, client_for("commune_officer", "07783").cookies["truyvet"].value)
    page.goto("/loa/")
    page.get_by_role("button", name="Đã phát My Điền 1, 05:30").click()
    expect(page.get_by_text("Đã ghi: đã phát.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Đã phát"))).to_have_count(3)
    axe(page)
    shot(page, f"loudspeakers-{width}")
    plays_offline_and_expires(page_at(width), screen, text.title_vi, axe, lambda at: shot(at, f"screen-{width}"), width)


def plays_offline_and_expires(
    page: Page, screen: str, title: str, axe: Callable[[Page], None], look: Callable[[Page], object], width: int
) -> None:
    """The screen, by itself in a browser of its own: the languages in turn, without a network, and after the last day."""
    page.clock.install(time=datetime.fromisoformat(f"{TODAY}T09:00:00+07:00"))
    page.goto(screen)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    axe(page)
    look(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Kept, and by a worker that already answers: one that is still being activated leaves a reload to the network.
    page.wait_for_function(
        "async path => (await navigator.serviceWorker.ready).active.state === 'activated'"
        " && Boolean(await caches.match(path, { ignoreVary: true }))",
        arg=screen,
    )
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.clock.run_for(12_000)
    expect(page.get_by_role("heading", name="Were you at Nenh market?")).to_be_visible()
    page.clock.set_system_time(datetime.fromisoformat(f"{TODAY + timedelta(days=8)}T00:00:01+07:00"))
    page.clock.run_for(12_000)
    expect(page.get_by_role("alert")).to_contain_text("Thông báo này đã hết hạn.")
    page.context.set_offline(False)
