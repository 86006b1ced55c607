"""A tracer interviews on the telephone: known stays judged, a place in no register, a contact, a correction that the next trace reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.integration.two_communes import HERE, outbreak

from truyvet.access.models import Staff
from truyvet.investigations.models import InterviewPlace, RunContact
from truyvet.venues.models import Visit


def test_an_interview_from_the_first_question_to_the_next_trace(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    made = outbreak(units, staff, house_clock)
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["traveller"]])
    made.fall_ill(side)
    tracer: Page = page_at(390)
    signed_in(tracer, live_server.url, client_for("tracer", "24").cookies["truyvet"].value)
    yesterday = f"{house_clock - timedelta(days=1):%Y-%m-%d}"

    def look(page: Page, name: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
        shot(page, f"interview-{name}-390")

    tracer.goto(f"/ca-benh/{side.case}/")
    tracer.get_by_role("link", name="Phỏng vấn", exact=True).click()
    known = tracer.get_by_role("group", name="M1")
    expect(known).to_contain_text(side.secrets["venue name"])
    expect(tracer.get_by_text("chưa biết, hãy hỏi").first).to_be_attached()
    known.get_by_label("đúng").check()
    place = tracer.get_by_role("group", name="Nơi thứ 1")
    place.get_by_text("Nơi chưa có trong danh bạ").click()
    place.get_by_label("Gọi nơi ấy là gì").fill("Đám cưới ở Núi Hiểu")
    place.get_by_label("Xã, phường").select_option(str(units[HERE]))
    place.get_by_label("Đến lúc").fill(f"{yesterday}T17:00")
    look(tracer, "milestones")
    tracer.get_by_role("button", name="Giữ nháp, hỏi tiếp sau").click()
    expect(tracer.get_by_text("Đã giữ bản nháp")).to_be_visible()
    tracer.get_by_role("link", name="Phiếu nháp").click()
    tracer.get_by_role("link", name="Ghi tiếp").click()
    expect(known.get_by_label("đúng")).to_be_checked()
    person = tracer.get_by_role("group", name="Người thứ 1")
    person.get_by_label("Tìm theo tên, số điện thoại hoặc mã hồ sơ").fill(side.secrets["neighbour code"])
    person.get_by_role("button", name="Tìm").click()
    person.get_by_text(side.secrets["neighbour code"]).click()
    person.get_by_label("Không nhớ gặp lần cuối hôm nào").check()
    tracer.get_by_role("button", name="Lưu phỏng vấn").click()
    expect(tracer.get_by_text("Đã ghi phỏng vấn: 1 người, 2 nơi")).to_be_visible()
    made.trace(side)
    found = set(RunContact.objects.filter(run__code=side.run).values_list("person_id", flat=True))
    assert found == {side.ids["neighbour"], side.ids["traveller"]}, "the undated contact too"

    tracer.goto(f"/ca-benh/{side.case}/")
    tracer.get_by_role("link", name="Bản 1", exact=True).click()
    tracer.get_by_role("link", name="Sửa thành bản mới").click()
    tracer.get_by_label("Vì sao sửa?").fill("điện thoại do em trai cầm")
    known.get_by_label("không có mặt").check()
    known.get_by_text("Giờ khác, hoặc vì sao không phải").click()
    known.get_by_label("Người bệnh nói gì").fill("hôm đó ở nhà")
    tracer.get_by_role("button", name="Lưu bản mới").click()
    expect(tracer.get_by_text("Đã ghi phỏng vấn")).to_be_visible()
    tracer.goto(f"/ca-benh/{side.case}/")
    tracer.get_by_role("link", name="Bản 2", exact=True).click()
    expect(tracer.get_by_role("region", name="Khác bản trước")).to_contain_text("không có mặt")
    look(tracer, "difference")
    made.trace(side, now=house_clock + timedelta(seconds=5))
    assert set(RunContact.objects.filter(run__code=side.run).values_list("person_id", flat=True)) == {side.ids["neighbour"]}

    commune: Page = page_at(390)
    signed_in(commune, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)
    commune.goto("/")
    commune.get_by_role("link", name="1 nơi người bệnh kể chưa có trong danh bạ").click()
    commune.get_by_role("link", name="Gắn vào danh bạ").click()
    look(commune, "place")
    commune.get_by_role("button", name="Đăng ký và gắn").click()
    expect(commune.get_by_text("Đã gắn")).to_be_visible()
    tied = InterviewPlace.objects.get(venue__isnull=False, origin="told")
    assert Visit.objects.filter(event_id=tied.visit_event, person=side.ids["patient"]).exists()
