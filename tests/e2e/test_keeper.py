"""A keeper registers with a one-time code and prints a poster; a visitor opens it, comes in and leaves; the count goes 1, 0."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.fixtures.outbox_codes import last_code
from tests.pictures import codes, pdf_pages, png

from truyvet.audit.values import By, Scope
from truyvet.codes.code_tokens import VENUE_PATH, make_venue, read_venue
from truyvet.keys import keyring
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.models import Phone
from truyvet.people.values import NewPerson
from truyvet.venues import actions
from truyvet.venues.models import Entrance, Visit
from truyvet.venues.queries.postings import posting_for
from truyvet.venues.rules.code_reports import CodeReportReason
from truyvet.web.session_store import SessionStore

pytestmark = pytest.mark.usefixtures("gateway")
BY = By.system("test")


@pytest.fixture
def signed_in(transactional_db: None, units: dict[str, int], page_at: Any, live_server: Any, house_clock: datetime) -> Callable[..., Page]:
    """``signed_in(390, "0987000123")``: the page of a citizen with this number; the same number is the same citizen."""
    known: dict[str, int] = {}

    def open_page(width: int, phone: str, **more: Any) -> Page:
        if phone not in known:
            entry = NewPerson("Trần Văn Giữ", 1985, commune_id=units["07783"], phones=(phone,))
            known[phone] = register_person(by=BY, now=house_clock, person=entry).person_id
            Phone.objects.filter(person=known[phone]).update(verified_at=datetime.now(UTC))
        session = SessionStore()
        session[SESSION_KEY], session[SESSION_AT] = known[phone], int(datetime.now(UTC).timestamp())
        session.create()
        page: Page = page_at(width, **more)
        page.context.add_cookies([{"name": "truyvet", "value": str(session.session_key), "url": live_server.url}])
        return page

    return open_page


def fits(page: Page, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url}: {wide} px on {width}"


def signs_in(page: Page, phone: str, now: datetime) -> None:
    """Types a number and the code that waits in the outbox."""
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_role("button", name="Nhận mã").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập mã")
    page.locator('input[name="code"]').fill(last_code())
    send_due(now, gateway=SandboxGateway())
    page.get_by_role("button", name="Đăng nhập").click()


def test_from_registering_to_an_empty_house(
    page_at: Any, units: dict[str, int], transactional_db: None, house_clock: datetime, axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    keeper: Page = page_at(390, "/co-so/dang-ky/")
    signs_in(keeper, "0987 000 123", house_clock)
    expect(keeper.get_by_role("heading", level=1)).to_have_text("Đăng ký địa điểm")
    axe(keeper)
    fits(keeper, 390)
    shot(keeper, "keeper-register-390")
    keeper.get_by_label("Tên địa điểm").fill("Quán Cơm Ví Dụ")
    keeper.get_by_label("Loại").select_option("eatery")
    keeper.get_by_label("Xã, phường").select_option(str(units["07783"]))
    keeper.get_by_label("Sức chứa").fill("10")
    keeper.get_by_role("button", name="Đăng ký").click()
    expect(keeper.get_by_text("Đã đăng ký")).to_be_visible()
    axe(keeper)
    fits(keeper, 390)
    shot(keeper, "keeper-codes-390")

    # The poster as it comes out of the printer, read by a camera.
    printed = keeper.context.request.get(f"{keeper.url}in/")
    (image,) = pdf_pages(printed.body())
    (address,) = codes(image)
    assert urlsplit(address).path.startswith(VENUE_PATH)
    read_venue(urlsplit(address).path.removeprefix(VENUE_PATH), now=int(house_clock.timestamp()), keys=keyring.public_keys(house_clock))

    visitor: Page = page_at(390, address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Quán Cơm Ví Dụ")
    axe(visitor)
    fits(visitor, 390)
    shot(visitor, "visitor-signed-out-390")
    visitor.get_by_role("link", name="Đăng nhập bằng số điện thoại để vào").click()
    signs_in(visitor, "0987 000 456", house_clock)
    visitor.get_by_role("button", name="Vào", exact=True).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Bạn đang ở Quán Cơm Ví Dụ")
    axe(visitor)
    shot(visitor, "visitor-inside-390")
    assert Visit.objects.count() == 1

    keeper.get_by_role("link", name="Hôm nay").click()
    expect(keeper.get_by_role("heading", level=1)).to_have_text("1 người đang ở trong, còn 9 chỗ")
    axe(keeper)
    fits(keeper, 390)
    shot(keeper, "keeper-today-390")

    visitor.get_by_role("button", name="Ra về").click()
    expect(visitor.get_by_text("Đã ghi bạn ra về")).to_be_visible()
    # The keeper's page asks again by itself; nobody presses anything.
    expect(keeper.get_by_role("heading", level=1)).to_have_text("0 người đang ở trong, còn 10 chỗ", timeout=14_000)


def test_every_page_of_a_keeper_on_a_phone_and_a_laptop(
    signed_in: Callable[..., Page], units: dict[str, int], house_clock: datetime, axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    keeper = signed_in(390, "0987000123")
    code = _agency(keeper, units, house_clock)
    wide = signed_in(1280, "0987000123", dark=True)
    for width, page in ((390, keeper), (1280, wide)):
        for name in ("", "ma/", "khu-vuc/", "nguoi-gac/", "nhat-ky/", "ngay/"):
            answer = page.goto(f"/co-so/{code}/{name}")
            assert answer is not None
            assert answer.status == 200, page.url
            axe(page)
            fits(page, width)
            shot(page, f"keeper-{name.strip('/') or 'today'}-{width}-agency")
        page.goto("/co-so/")
        axe(page)
        fits(page, width)
        shot(page, f"keeper-list-{width}")
        page.goto("/da-den/")
        axe(page)
        fits(page, width)
        shot(page, f"visitor-been-{width}")


def _agency(page: Page, units: dict[str, int], now: datetime) -> str:
    """A state agency with a zone, a guard, visitors and reports."""
    cookie = next(each for each in page.context.cookies() if each.get("name") == "truyvet")
    who = SessionStore(cookie.get("value"))[SESSION_KEY]
    name = "Ủy ban nhân dân phường Ví Dụ Rất Dài"
    entry = actions.NewVenue(uuid.uuid4(), name, "agency", units["07783"], capacity=3, address="1 đường Ví Dụ")
    code = actions.register_own_venue(by=BY, now=now, person_id=who, venue=entry, entrance="Cổng chính").code
    posting = posting_for(Scope("citizen", (), now.date()), who, code)
    assert posting is not None
    floor = actions.NewVenue(uuid.uuid4(), "Tầng 2", "office", 0)
    zone = actions.add_own_zone(by=BY, now=now, posting=posting, zone=floor, entrance="Cầu thang").code
    actions.invite_guard(by=BY, now=now, event_id=uuid.uuid4(), posting=posting, phone="0987111222", label="Ca sáng")
    for number, place in enumerate((code, code, zone)):
        guest = register_person(by=BY, now=now, person=NewPerson(f"Lê Thị Khách {number}", commune_id=units["07783"])).person_id
        actions.check_in_now(by=BY, now=now, event_id=uuid.uuid4(), person_id=guest, venue_code=place, screen=False)
    actions.check_in_now(by=BY, now=now, event_id=uuid.uuid4(), person_id=who, venue_code=zone, screen=True)
    entrance = Entrance.objects.filter(venue__code=code).get()
    actions.report_code(by=BY, now=now, event_id=uuid.uuid4(), code_id=bytes(entrance.code_id), reason=CodeReportReason.OTHER_NAME)
    return code


def test_a_screen_shows_a_code_that_changes_and_says_when_it_runs_dry(
    signed_in: Callable[..., Page], units: dict[str, int], house_clock: datetime, axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    page = signed_in(1280, "0987000123")
    code = _agency(page, units, house_clock)
    page.goto(f"/co-so/{code}/ma/")
    page.get_by_label("Tên cửa").fill("Sảnh lớn")
    page.get_by_label("Màn hình, mã đổi mỗi phút").check()
    page.get_by_role("button", name="Thêm mã").click()
    page.clock.install()
    page.get_by_role("link", name=re.compile("Mở trên màn hình")).click()
    first = _shown(page)
    axe(page)
    fits(page, 1280)
    shot(page, "keeper-screen-1280")
    posted = read_venue(
        urlsplit(first).path.removeprefix(VENUE_PATH), now=int(house_clock.timestamp()), keys=keyring.public_keys(house_clock)
    )
    assert posted.screen
    page.context.set_offline(True)
    page.clock.run_for(61_000)
    second = _shown(page)
    assert second != first
    later = read_venue(urlsplit(second).path.removeprefix(VENUE_PATH), now=posted.issued + 60, keys=keyring.public_keys(house_clock))
    assert later.issued == posted.issued + 60
    page.clock.run_for(40 * 60_000)
    expect(page.get_by_text("đang mất mạng")).to_be_visible()
    assert _shown(page) not in {first, second}, "it still has codes"
    page.clock.run_for(20 * 60_000)
    expect(page.get_by_text("Hết mã: máy này mất mạng quá lâu.")).to_be_visible()
    expect(page.locator("#ma")).to_be_hidden()
    shot(page, "keeper-screen-dry-1280")
    page.context.set_offline(False)


def _shown(page: Page) -> str:
    expect(page.locator("#ma path")).to_be_visible()
    (found,) = codes(png(page.locator("#ma").screenshot()))
    return found


def test_the_commune_looks_at_reports(
    signed_in: Callable[..., Page], client_for: Callable[..., Any], page_at: Any, live_server: Any, units: dict[str, int],
    house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    _agency(signed_in(390, "0987000123"), units, house_clock)
    client = client_for("commune_officer", "07783")
    for width in (390, 1280):
        page: Page = page_at(width)
        page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])
        page.goto("/dia-diem/bao-cao/")
        axe(page)
        fits(page, width)
        shot(page, f"venues-reports-{width}")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận địa điểm")).to_be_visible()


def test_a_wrong_code_and_a_report(
    signed_in: Callable[..., Page], units: dict[str, int], house_clock: datetime, axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    page = signed_in(390, "0987000456")
    page.goto("/d/abc")
    expect(page.get_by_role("heading", level=1)).to_contain_text("không đọc được")
    axe(page)
    shot(page, "visitor-refused-390")
    _agency(page, units, house_clock)
    entrance = Entrance.objects.filter(label="Cầu thang").get()
    entry: dict[str, Any] = {"issued": int(house_clock.timestamp()), "expires": None, "signer": keyring.signer(house_clock), "site": ""}
    page.goto(make_venue(code_id=bytes(entrance.code_id), **entry))
    axe(page)
    fits(page, 390)
    shot(page, "visitor-code-390")
    page.get_by_text("Đây không phải nơi này").click()
    page.get_by_label("Hiện tên nơi khác").check()
    page.get_by_role("button", name="Báo", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("cảm ơn")
    axe(page)
