"""A campaign is made, approved by a second person, runs, is paused and done, with numbers that simulate outcomes; an arrival is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.integration.campaigns.crowd import residents
from tests.integration.campaigns.test_arrivals import journey, scan

from truyvet.campaigns.jobs.arrivals import record_arrivals
from truyvet.campaigns.jobs.campaigns import run_campaigns
from truyvet.campaigns.models import Campaign, Passenger, Recipient, VehicleTrip
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.rules.simulator_numbers import DELIVERED, FAILED_FOR_GOOD, NO_RECEIPT, REFUSED, UNKNOWN
from truyvet.people.models import Person

WIDTH = 390


def test_made_approved_paused_and_done(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    residents(units["07783"], [DELIVERED, FAILED_FOR_GOOD, REFUSED, UNKNOWN], house_clock)
    page: Page = page_at(WIDTH)
    department, health = (
        client_for(role, "24").cookies["truyvet"].value for role in ("information_department", "province_officer")
    )  # fmt: skip

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
        shot(page, f"campaign-{what}")

    def decide(verb: str, reason: str) -> None:
        page.get_by_role("button", name=verb).click()
        page.get_by_role("dialog").get_by_label("Lý do").fill(reason)
        page.get_by_role("dialog").get_by_role("button", name=verb).click()

    signed_in(page, live_server.url, department)
    page.goto("/dot-nhan-tin/tao/")
    fields = {"Tên đợt": "Nhắc khai báo", "Số người trực điện thoại": "100", "Số để gọi": "19009095"}
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Gửi cho ai").select_option("not_declared")
    page.get_by_label("Chưa khai báo trong bao nhiêu ngày").fill("7")
    page.get_by_label("Mẫu tin").select_option("campaign_declare")

    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Trình duyệt").click()
    expect(page.get_by_text("Đã có 0 trong 1 người duyệt.")).to_be_visible()
    address = page.url
    # Whoever is held back is drawn by lot: with four people this seed holds back nobody.
    Campaign.objects.update(seed="a")
    signed_in(page, live_server.url, health)
    page.goto(address)
    look("approve")
    decide("Duyệt gửi cho 4 số", "dịch lan nhanh")
    expect(page.get_by_text("đã duyệt, chờ giờ")).to_be_visible()
    run_campaigns(house_clock)
    page.goto(address)
    decide("Tạm dừng", "tổng đài quá tải")
    expect(page.get_by_role("button", name="Gửi tiếp")).to_be_visible()
    page.get_by_role("button", name="Gửi tiếp").click()
    # The pause took back what no gateway had; it is written anew, each once.
    run_campaigns(house_clock)
    send_due(house_clock)
    run_campaigns(house_clock + timedelta(minutes=2))
    page.goto(address)
    expect(page.get_by_text("đã xong")).to_be_visible()
    assert sorted(Recipient.objects.values_list("state", flat=True)) == ["failed", "failed", "reached", "unknown"]
    look("done")
    page.get_by_role("link", name="Hiệu quả").click()
    page.set_viewport_size({"width": 1280, "height": 900})
    look("effect-1280")
    page.goto("/dot-nhan-tin/")
    look("list-1280")
    a_commune_calls_who_arrived(page, units, house_clock, look)


def a_commune_calls_who_arrived(page: Page, units: dict[str, int], now: datetime, look: Callable[[str], None]) -> None:
    """One arrival, over two checkpoints, from the list to the call."""
    (person,) = residents(units["07783"], [NO_RECEIPT], now, mark="D")
    Person.objects.filter(pk=person.pk).update(commune=None)
    with transaction.atomic():
        scan(person, "checkpoint", units["07444"], now)
        scan(person, "station", units["07444"], now)
        journey(person, units["07783"], now)
    record_arrivals(now)
    page.set_viewport_size({"width": WIDTH, "height": 844})
    page.goto("/nguoi-moi-den/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 người mới đến")
    page.get_by_role("button", name="Mở số để gọi").click()
    expect(page.get_by_role("link", name=NO_RECEIPT)).to_be_visible()
    look("arrivals")
    page.get_by_role("button", name="đã gọi được").click()
    expect(page.get_by_text("Không ai chờ cuộc gọi")).to_be_visible()
    trip = VehicleTrip.objects.create(
        code="XEKHACH2", vehicle="98B01234", departed_at=now - timedelta(hours=3), arrived_at=now, origin="Hà Nội",
        destination="Bắc Giang", made_at=now,
    )  # fmt: skip
    Passenger.objects.create(trip=trip, person=person, seat="A12", commune_id=units["07783"])
    page.get_by_role("link", name="Chuyến xe").click()
    page.get_by_role("link", name="98B01234").click()
    expect(page.get_by_role("rowheader", name="A12")).to_be_visible()
    look("trip")
    page.goto("/doi-tac/")
    page.get_by_label("Tên đối tác").fill("Nhà mạng Ví Dụ")
    page.get_by_role("button", name="Thêm và hiện khóa").click()
    expect(page.get_by_role("status").filter(has_text="chỉ hiện một lần")).to_be_visible()
    look("partners")
