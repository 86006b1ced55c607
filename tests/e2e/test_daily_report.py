"""A day of the daily report: a draft that outlives the network, one press, one late commune, the closed province, one revision."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.integration.reports.conftest import BY, DAY, PROVINCE, at

from truyvet.day_figures.models import CountedDay, UnitFigure
from truyvet.messaging.models import Message
from truyvet.reports.actions.set_up import DutyEntry, ask_reports, set_duty
from truyvet.reports.jobs.documents import sign_reports

HERE, THERE = "07783", "07801"
FORM = "/bao-cao/2021-05-31/{}/"


def test_a_day_from_the_draft_to_the_closed_report_and_its_revision(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock = [at(13, 10)]
    monkeypatch.setattr("truyvet.web.clock.now", lambda: clock[0])
    ask_reports(by=BY, now=at(8), scope=PROVINCE, unit="24", first_day=DAY)
    set_duty(by=BY, now=at(8), scope=PROVINCE, entry=DutyEntry(THERE, "Trần Thị Trực", "0912 000 001", 0, DAY, DAY))
    count(
        units[HERE],
        {
            "cases.confirmed": 3,
            "cases.open": 5,
            "isolation.quarantine_home": 12,
            "isolation.quarantine_site": 0,
            "followup.found": 0,
            "followup.followed": 7,
        },
    )
    sessions = {
        unit: client_for(role, unit).cookies["truyvet"].value
        for role, unit in (("commune_officer", HERE), ("commune_officer", THERE), ("province_officer", "24"))
    }
    page: Page = page_at(390)

    def enter(unit: str, address: str) -> None:
        signed_in(page, live_server.url, sessions[unit])
        page.goto(address)

    def look(what: str) -> None:
        axe(page)
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what
        shot(page, f"reports-{what}-{width}")

    def said(words: str) -> None:
        expect(page.get_by_role("status").first).to_contain_text(words)

    # The figures that the house counted stand there; one is changed, and asks for a word.
    enter(HERE, "/bao-cao/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chưa gửi báo cáo ngày 31/05/2021")
    expect(page.get_by_label("Ca mắc mới hôm nay")).to_have_value("3")
    expect(page.locator("[data-countdown]")).to_contain_text("0:4")
    look("form")
    page.get_by_label("Ca mắc mới hôm nay").fill("2")
    page.get_by_label("Hộ đã đến hôm nay").fill("40")
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_text("hệ thống đếm 3, bạn ghi 2")).to_be_visible()
    look("word")
    page.locator("#id_reason").fill("một ca ghi trùng")
    page.get_by_role("button", name="Gửi báo cáo").click()
    said("Đã gửi báo cáo.")
    look("sent")

    # At 14:05 the other commune is late; the province sees whom to call, writes to them, and closes without waiting.
    clock[0] = at(14, 5)
    enter("24", FORM.format("24"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 trên 209 nơi đã báo cáo, còn thiếu 208")
    page.set_viewport_size({"width": 1280, "height": 900})
    look("table")
    page.get_by_role("button", name="Nhắc 208 nơi còn thiếu").click()
    said("Đã viết tin nhắc tới 1 nơi.")
    assert Message.objects.get().to_address == "+84912000001"
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(FORM.format("222"))
    look("district")
    page.goto(FORM.format("24"))
    clock[0] = at(14, 58)
    page.get_by_role("button", name="Chốt với 1 trên 209 nơi").click()
    said("Đã chốt, còn thiếu 208 nơi.")
    sign(at(14, 59))

    # The late one presses one button once there is something to go on from; here it fills in the five figures.
    clock[0] = at(15, 20)
    enter(THERE, FORM.format(THERE))
    for label in ("Ca mắc mới hôm nay", "Ca đang theo dõi, điều trị", "Người tiếp xúc tìm thấy hôm nay", "Đang cách ly tại nhà"):
        page.get_by_label(label).fill("1")
    page.get_by_label("Đang cách ly tập trung").fill("0")
    page.locator("#id_reason").fill("hệ thống chưa đếm")
    page.get_by_role("button", name="Gửi báo cáo").click()
    said("Đã gửi báo cáo.")

    enter("24", FORM.format("24"))
    expect(page.get_by_text("Đổi từ khi bạn duyệt: 4 số ở 1 nơi")).to_be_visible()
    page.goto(FORM.format("24") + "?loc=submitted")
    look("changed")
    page.get_by_role("button", name="Tôi đã xem các thay đổi").click()
    said("Đã ghi là bạn đã xem.")
    sign(at(15, 21))
    enter("24", "/")
    enter("24", FORM.format("24") + "ban-chot/")
    expect(page.get_by_role("link", name="PDF có chữ ký")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    look("closed")
    enter("24", "/bao-cao/cai-dat/")
    look("settings")
    page.set_viewport_size({"width": 390, "height": 844})
    enter(THERE, f"/bao-cao/truc/{THERE}/")
    look("roster")


def sign(now: datetime) -> None:
    """Makes the documents as a worker does, in a thread of its own: the library's event loop cannot run inside the browser's."""

    def work() -> None:
        try:
            sign_reports(now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def count(unit: int, values: dict[str, int]) -> None:
    """The house has counted these figures of one commune."""
    for measure, value in values.items():
        CountedDay.objects.create(measure=measure, day=DAY, first_counted_at=at(12), last_counted_at=at(12))
        if value:
            UnitFigure.objects.create(measure=measure, day=DAY, unit_id=unit, value=value, counted_at=at(12))
