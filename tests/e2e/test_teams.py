"""A team's round without a network: three doors, opened again, sent once; the followed person shows it, the supervisor sees sums."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.e2e.until import until
from tests.integration.teams.hamlet import hamlet
from tests.integration.two_communes import HERE

from truyvet.access.models import Staff
from truyvet.followup.models import Attempt, DailyCheck
from truyvet.teams.models import FieldEntry, Stop

KEPT_SHELL = "caches.keys().then(async (all) => Boolean(all.length && await (await caches.open(all[0])).match('/tung-nha/')))"
PIN = "246810"


def unlock(page: Page) -> None:
    page.get_by_label("Mã mở máy").fill(PIN)
    page.get_by_role("button", name="Mở", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Chưa đến"))).to_be_visible()


def test_a_round_without_a_network(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    member = client_for("community_team", HERE)
    hamlet(units, lambda *_role, **_more: member.staff, house_clock - timedelta(hours=5))
    page: Page = page_at(390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.clock.set_system_time(house_clock)
    signed_in(page, live_server.url, member.cookies["truyvet"].value)

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        shot(page, f"teams-{what}-390")

    page.goto("/tung-nha/")
    look("take")
    page.get_by_role("button", name=re.compile("Thôn Đông · Tổ 1")).click()
    page.get_by_label("Sáu chữ số").fill(PIN)
    look("pin")
    page.get_by_role("button", name="Dùng mã này").click()
    expect(page.get_by_text("0/3 nhà đã xong")).to_be_visible()
    until(lambda: page.evaluate(KEPT_SHELL))
    page.context.set_offline(True)
    look("list")
    page.get_by_role("button", name="Nhà tiếp theo").click()
    expect(page.get_by_role("heading", name=re.compile("^Nhà 1"))).to_be_focused()
    page.get_by_label("Đã gặp").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy chọn cho từng người")
    grandmother, husband = (
        page.get_by_role("group", name=re.compile("^Trần Thị Hai")),
        page.get_by_role("group", name=re.compile("^Trần Văn Ông")),
    )
    grandmother.get_by_label("Có triệu chứng").check()
    grandmother.get_by_label("Ho", exact=True).check()
    grandmother.get_by_label("Nhiệt độ").fill("38,1")
    husband.get_by_label("Khỏe").check()
    look("door")
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_text("1 nhà chờ gửi")).to_be_visible()
    page.get_by_role("button", name="Nhà tiếp theo").click()
    page.get_by_label("Không ai ở nhà").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    page.get_by_role("button", name="Nhà tiếp theo").click()
    page.get_by_label("Đã gặp").check()
    page.get_by_role("group", name=re.compile("^Lê Thị Mười")).get_by_label("Khỏe").check()
    page.get_by_role("group", name=re.compile("^Lê Văn Con")).get_by_label("Không gặp").check()
    page.get_by_text("Thêm người ở nhà này").click()
    page.get_by_label("Họ và tên").fill("pham van bay")
    page.get_by_label("Năm sinh").fill("1980")
    page.get_by_role("button", name="Tìm trước khi ghi mới").click()
    page.get_by_role("button", name="Phạm Văn Bảy, 1980, nhà 2").click()
    page.get_by_role("group", name=re.compile("^Phạm Văn Bảy")).get_by_label("Khỏe").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_text("3 nhà chờ gửi")).to_be_visible()
    expect(page.get_by_text("2/3 nhà đã xong")).to_be_visible()
    # Closed and opened again without a network: everything is there, behind the digits.
    page.reload()
    page.get_by_label("Mã mở máy").fill("000000")
    page.get_by_role("button", name="Mở", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Sai mã")
    look("lock")
    unlock(page)
    expect(page.get_by_text("3 nhà chờ gửi")).to_be_visible()
    expect(page.locator("[data-list=nobody_home]")).to_contain_text("số 7")
    assert not FieldEntry.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("Đã gửi hết.")).to_be_visible()
    page.reload()
    unlock(page)
    expect(page.get_by_text("Đã gửi hết.")).to_be_visible()
    assert FieldEntry.objects.filter(state="done", member=member.staff).count() == 3, "each door once"
    assert (Attempt.objects.get().outcome, DailyCheck.objects.get().answers) == ("reached", "cough fever 381")
    assert Stop.objects.get(number=3).household is not None
    officer: Page = page_at(1280)
    signed_in(officer, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)
    officer.goto(f"/nguoi-can-theo-doi/{Attempt.objects.get().follow_up.person.code}/")
    expect(officer.get_by_text(re.compile("^tổ cộng đồng")).first).to_be_visible()
    officer.goto("/to-cong-dong/")
    row = officer.get_by_role("row", name=re.compile("Thôn Đông"))
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()[1:]] == ["3", "2", "1", "1", "0", "0"]
    axe(officer)
    shot(officer, "teams-sums-1280")
    row.get_by_role("link").click()
    officer.get_by_role("button", name="Mở danh sách giấy").click()
    expect(officer.get_by_text("Trần Thị Hai")).to_be_visible()
    axe(officer)
    shot(officer, "teams-sheet-1280")
