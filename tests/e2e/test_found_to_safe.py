"""One contact's whole way over all rooms, from found to safe: called in vain, visited by a team, under order, asked, tested, released.

The house's clock moves with the story. What the officer and the contact see is looked at on a telephone and on a desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from tests.e2e.test_every_page import signed_in
from tests.e2e.test_orders import issue, release
from tests.integration.two_communes import HERE, Side, outbreak

from truyvet.access.models import Staff
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.models import DailyCheck, FollowUp
from truyvet.isolation.models import Order
from truyvet.laboratory.models import Sample
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.contract import OutboundMessage, Taken
from truyvet.messaging.gateways.sandbox.client import SandboxGateway

LIST, BOARD, DISTRICT = "/nguoi-can-theo-doi/", "/nguoi-can-theo-doi/goi/", "222"
DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
PIN = "246810"


class MovedClock:
    """A setting TRUYVET_CLOCK that stands still until the story moves it."""

    def __init__(self, now: datetime) -> None:
        self.start = self.now = now

    @property
    def real(self) -> float:
        return datetime.now(self.now.tzinfo).timestamp()

    def wait(self, **how_long: float) -> datetime:
        """Moves on; pages that are open learn of it when they ask the server."""
        self.start = self.now = self.now + timedelta(**how_long)
        return self.now


class Telephone(SandboxGateway):
    """The contact's own: what the sandbox keeps under dots can be read on it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        self.texts.append(message.text)
        return super().submit(message, now)


@pytest.fixture
def clock(house_clock: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    """The house's clock at 08:00 on 31 May 2021 in Vietnam, to be moved."""
    moved = MovedClock(house_clock)
    settings.TRUYVET_CLOCK = moved
    monkeypatch.setattr("truyvet.web.clock.now", lambda: moved.now)
    return moved


def test_from_a_found_contact_to_a_safe_person(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, clock: MovedClock, axe: Callable[[Page], None], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    side = found_contact(units, staff, clock)
    officer: Page = page_at(390)
    signed_in(officer, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)

    def look(page: Page, what: str, *sizes: ViewportSize) -> None:
        for size in sizes:
            page.set_viewport_size(size)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{what} is wider than {size['width']}"
            shot(page, f"story-{what}-{size['width']}")

    calls_in_vain(officer, clock)
    record = f"{LIST}{side.people['neighbour']}/"
    officer.goto(record)
    expect(officer.get_by_text("Đến nhà").first).to_be_visible()
    look(officer, "not-reached", PHONE, DESK)

    member = client_for("community_team", HERE, display="Tổ viên Lan")
    sends_a_team(officer)
    look(officer, "round", DESK)
    team: Page = page_at(390)
    signed_in(team, live_server.url, member.cookies["truyvet"].value)
    visits(team, clock, lambda: look(team, "door", PHONE))
    officer.goto(record)
    expect(officer.get_by_text(re.compile("^tổ cộng đồng")).first).to_be_visible()

    issue(officer, side.people["neighbour"], "12/QĐ-UBND", None)
    order = officer.url
    look(officer, "order", PHONE, DESK)

    clock.wait(hours=18)
    citizen: Page = page_at(390)
    answer(citizen, link_by_text(officer, record, clock), lambda: look(citizen, "link", PHONE, DESK))

    clock.wait(hours=27)
    officer.goto(f"{LIST}?loc=missed_today")
    expect(officer.get_by_role("heading", level=1)).to_have_text("1 người cần theo dõi, 1 đã trễ")
    district: Page = page_at(1280)
    signed_in(district, live_server.url, client_for("district_officer", DISTRICT).cookies["truyvet"].value)
    expect(district.get_by_text("1 người theo dõi đã trễ")).to_have_count(0)
    clock.wait(hours=8)
    district.goto("/")
    expect(district.get_by_text("1 người theo dõi đã trễ")).to_be_visible()
    look(district, "risen", DESK, PHONE)
    coughs_on_the_telephone(officer, record)
    look(officer, "ill", PHONE, DESK)
    is_tested(officer, side.people["neighbour"], clock)

    clock.wait(hours=13)
    answer(citizen, link_by_text(officer, record, clock))
    clock.wait(days=(Order.objects.get().last_day - clock.now.date()).days)
    answer(citizen, link_by_text(officer, record, clock))
    officer.goto(order)
    release(officer)
    expect(officer.get_by_role("status").first).to_contain_text("Đã cho kết thúc cách ly và cấp giấy.")
    look(officer, "released", PHONE, DESK)

    follow_up = FollowUp.objects.get()
    clock.wait(days=(follow_up.last_day - clock.now.date()).days)
    answer(citizen, link_by_text(officer, record, clock))
    clock.wait(days=1)
    officer.goto(record)
    officer.get_by_label("Hết thời gian theo dõi, khỏe").check()
    press(officer, "Kết thúc theo dõi")
    expect(officer.get_by_text("Hết thời gian theo dõi, khỏe")).to_be_visible()
    look(officer, "safe", PHONE, DESK)


def found_contact(units: dict[str, int], staff: Callable[..., Staff], clock: MovedClock) -> Side:
    """A case that stands, and one contact whom its trace found."""
    made = outbreak(units, staff, clock.now)
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]])
    made.fall_ill(side)
    made.trace(side)
    take_over(clock.now)
    return side


def press(page: Page, name: str) -> None:
    """Presses a button that sends a form, and waits for the page that answers: the page before may hold the same words."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    page.wait_for_load_state()  # otherwise the page before it, still loading, would be taken for the answer
    with page.expect_navigation():
        button.click()


def calls_in_vain(officer: Page, clock: MovedClock) -> None:
    """Three calls, three hours apart; each leaves the contact among those to be reached."""
    officer.goto(BOARD)
    officer.get_by_role("button", name="Bắt đầu").click()
    for attempt in range(1, 4):
        officer.goto(BOARD)
        officer.get_by_role("button", name="Không nghe máy").click()
        expect(officer.get_by_role("status")).to_contain_text("Đã ghi: Không nghe máy.")
        expect(officer.get_by_role("heading", level=1)).to_have_text("Không còn ai phải gọi lúc này")
        assert FollowUp.objects.get(reached_at=None).attempts == attempt
        clock.wait(hours=3)


def sends_a_team(officer: Page) -> None:
    """A team of one, and the round that it walks today."""
    officer.goto("/to-cong-dong/")
    officer.get_by_role("link", name="Lập tổ").click()
    officer.get_by_label("Tên tổ").fill("Tổ 1")
    officer.get_by_label("Tổ viên Lan").check()
    officer.get_by_role("button", name="Lập tổ").click()
    expect(officer.get_by_label("Ngày đi")).to_be_visible()
    press(officer, "Lập lượt đi")
    expect(officer.get_by_role("heading", level=1)).to_be_visible()


def visits(team: Page, clock: MovedClock, look: Callable[[], None]) -> None:
    """Takes the round, loses the network, meets the contact, finds the network again."""
    team.clock.set_system_time(clock.now)
    team.goto("/tung-nha/")
    team.get_by_role("button", name=re.compile("Tổ 1")).click()
    team.get_by_label("Sáu chữ số").fill(PIN)
    team.get_by_role("button", name="Dùng mã này").click()
    expect(team.get_by_text("0/1 nhà đã xong")).to_be_visible()
    team.context.set_offline(True)
    team.get_by_role("button", name="Nhà tiếp theo").click()
    team.get_by_label("Đã gặp").check()
    team.get_by_label("Khỏe").check()
    look()
    team.get_by_role("button", name="Ghi nhà này").click()
    expect(team.get_by_text("1 nhà chờ gửi")).to_be_visible()
    assert FollowUp.objects.get().reached_at is None
    team.context.set_offline(False)
    expect(team.get_by_text("Đã gửi hết.")).to_be_visible()
    assert FollowUp.objects.get().reached_at is not None


def link_by_text(officer: Page, record: str, clock: MovedClock) -> str:
    """Has today's link sent and reads it off the contact's telephone."""
    officer.goto(record)
    press(officer, "Gửi đường dẫn tới điện thoại")
    expect(officer.get_by_role("status").first).to_be_visible()
    telephone = Telephone()
    send_due(clock.now, gateway=telephone)
    (text,) = telephone.texts
    return text[text.index("/suc-khoe-hang-ngay/") :].split()[0]


def answer(citizen: Page, link: str, look: Callable[[], None] | None = None) -> None:
    """One tap: well today."""
    before = DailyCheck.objects.count()
    citizen.goto(link)
    if look:
        look()
    citizen.get_by_role("button", name="Tôi khỏe, không có triệu chứng").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Đã nhận. Cảm ơn bạn.")
    assert DailyCheck.objects.count() == before + 1


def coughs_on_the_telephone(officer: Page, record: str) -> None:
    """The call that the missing answer asked for: reached, and not well."""
    officer.goto(record)
    calls = officer.get_by_role("region", name="Ghi cuộc gọi")
    calls.get_by_label("Nói chuyện được").check()
    calls.get_by_role("button", name="Ghi cuộc gọi").click()
    expect(officer.get_by_role("status").first).to_contain_text("Đã ghi")
    officer.get_by_role("link", name="Ghi sức khỏe").click()
    officer.get_by_label("Ho", exact=True).check()
    press(officer, "Ghi sức khỏe hôm nay")
    expect(officer.get_by_role("status").first).to_be_visible()
    officer.goto(f"{LIST}?loc=symptoms")
    expect(officer.get_by_role("heading", level=1)).to_have_text("1 người cần theo dõi")


def is_tested(officer: Page, person: str, clock: MovedClock) -> None:
    """Order, sample, negative result."""
    officer.goto(f"/xet-nghiem/chi-dinh/?nguoi={person}")
    officer.get_by_label("Vì sao xét nghiệm").select_option(label="Người tiếp xúc")
    officer.get_by_role("button", name="Chỉ định").click()
    expect(officer.get_by_role("status")).to_contain_text("Đã chỉ định 1 xét nghiệm")
    code = Sample.objects.get().code
    officer.goto("/xet-nghiem/lay-mau/")
    officer.get_by_label("Loại mẫu").select_option(label="Dịch họng")
    officer.get_by_label("Mã trên nhãn").fill(code)
    officer.get_by_role("button", name="Đã lấy").click()
    expect(officer.get_by_role("heading", name=re.compile(f"Đã ghi mẫu {code}"))).to_be_visible()
    clock.wait(hours=1)
    officer.goto(f"/xet-nghiem/ma/{code}/")
    officer.get_by_role("link", name="Ghi kết quả").click()
    officer.get_by_label("Âm tính").check()
    officer.get_by_label("Cách xét nghiệm").select_option(label="PCR")
    officer.get_by_role("button", name="Xem trước khi ghi").click()
    press(officer, "Ghi: Âm tính")
    expect(officer.get_by_text("Âm tính").first).to_be_visible()
