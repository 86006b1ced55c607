"""A citizen on their phone: signs in for the first time, sees what is held, takes it along, puts it right, erases it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.fixtures.outbox_codes import last_code

from truyvet.audit.values import By, Scope
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.people import actions
from truyvet.people.models import Person, Phone
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson
from truyvet.web import clock

pytestmark = pytest.mark.usefixtures("gateway")
PHONE = "0912 345 678"
DOOR = "/dang-nhap-dien-thoai/?tiep=/toi/"
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def lan(transactional_db: None, units: dict[str, int], house_clock: datetime) -> int:
    """Somebody of whom much is known; whose number was proved lately."""
    by, scope = By.system("t"), Scope.system("t", house_clock.date())
    told = NewPerson(
        name="Trần Thị Lan Anh",
        birth_year=1990,
        gender="f",
        commune_id=units["07783"],
        address="Thôn Núi Hiểu",
        phones=(PHONE,),
        identifiers=((IdentifierKind.CCCD, "024190000001"),),
    )
    made = actions.register_person(by=by, now=house_clock - timedelta(days=3), person=told)
    Phone.objects.update(verified_at=clock.real_now())
    actions.set_household(by=by, now=house_clock, scope=scope, person_code=made.code, since=house_clock - timedelta(days=2))
    for purpose in ("declaration", "messages"):
        actions.give_consent(
            by=by, now=house_clock, person_id=made.person_id, purpose=purpose, version="2021-05", language="vi", channel="web"
        )
    actions.open_identities(by=By("staff:1", "tracer"), now=house_clock, scope=scope, person_ids=[made.person_id], purpose="case:BG-1")
    return made.person_id


def sign_in(page: Page, now: datetime) -> None:
    """Phone, code, in."""
    page.goto(DOOR)
    page.get_by_label("Số điện thoại").fill(PHONE)
    page.get_by_role("button", name="Nhận mã").click()
    expect(page.get_by_role("heading", name="Nhập mã")).to_be_visible()
    page.get_by_label("Mã trong tin nhắn").fill(last_code())
    send_due(now, gateway=SandboxGateway())
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Của tôi", level=1)).to_be_visible()


def looked_at(page: Page, axe: Axe, shot: Shot, name: str, width: int) -> None:
    """Nothing wider than the screen, nothing for axe to say, a picture."""
    # A page that is just being put in the place of another one has no root for a moment.
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    axe(page)
    shot(page, f"citizen-{name}-{width}-vi-light")


@pytest.mark.usefixtures("transactional_db", "units")
def test_never_here_before(house_clock: datetime, page_at: Any, axe: Axe, shot: Shot) -> None:
    page = page_at(390)
    sign_in(page, house_clock)
    expect(page.get_by_text("mới biết số điện thoại")).to_be_visible()
    looked_at(page, axe, shot, "nameless", 390)
    page.get_by_role("link", name="Ghi tên và nơi ở").click()
    page.get_by_label("Họ và tên").fill("Nguyễn Văn Ví Dụ")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã sửa")).to_be_visible()
    assert Person.objects.get().name == "Nguyễn Văn Ví Dụ"


@pytest.mark.parametrize("width", [390, 1280])
def test_all_of_it(lan: int, house_clock: datetime, page_at: Any, axe: Axe, shot: Shot, width: int) -> None:
    page = page_at(width)
    sign_in(page, house_clock)
    expect(page.get_by_text("Điều tra ca bệnh")).to_be_visible()
    looked_at(page, axe, shot, "me", width)
    page.get_by_role("link", name="Mở dữ liệu của tôi").click()
    page.locator("summary", has_text="Xem").first.click()
    expect(page.get_by_text("024190000001")).to_be_visible()
    looked_at(page, axe, shot, "my-data", width)
    with page.expect_download() as given:
        page.get_by_role("button", name="Tải tệp JSON").click()
    said = json.loads(Path(given.value.path()).read_text("utf-8"))
    assert said["rooms"]["people"][0]["name"] == "Trần Thị Lan Anh"
    page.get_by_role("button", name=re.compile("Rút lại.*Tin nhắn")).click()
    expect(page.get_by_text("có hiệu lực ngay")).to_be_visible()
    page.get_by_role("link", name="Bản để in").click()
    expect(page.get_by_role("heading", name="Mọi thứ hệ thống giữ về tôi", level=1)).to_be_visible()
    looked_at(page, axe, shot, "my-data-print", width)
    page.get_by_role("link", name="Dữ liệu của tôi").click()
    page.get_by_role("link", name="Sửa cho đúng").click()
    page.get_by_label("Năm sinh").fill("19")
    page.get_by_role("button", name="Lưu").click()
    looked_at(page, axe, shot, "correct", width)
    page.get_by_role("link", name="Không sửa").click()
    page.get_by_role("link", name="Xem phần sẽ xóa").click()
    looked_at(page, axe, shot, "erase", width)
    page.get_by_label("Tôi đã đọc").check()
    page.get_by_role("button", name=re.compile(r"^Xóa \d+ mục$")).click()
    expect(page.get_by_text("Mã biên nhận")).to_be_visible()
    looked_at(page, axe, shot, "erased", width)
    page.goto("/toi/")
    expect(page.get_by_role("button", name="Nhận mã")).to_be_visible()
    assert Person.objects.get(id=lan).name == "—"
