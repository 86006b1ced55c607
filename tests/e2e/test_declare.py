"""Declaring in a real browser: offline on a phone, for a relative, at the door by a team; and the watch that sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.until import until
from tests.integration.declarations.conftest import HERE, NUMBER

from truyvet.audit.values import By
from truyvet.declarations.models import Declaration, Relative, WatchItem
from truyvet.people.actions import register_person
from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
from truyvet.people.models import Phone
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    pass


@pytest.fixture
def place(transactional_db: None, units: dict[str, int], house_clock: datetime) -> dict[str, int]:
    """A province with its communes, on 31 May 2021."""
    return units


@pytest.fixture
def me(place: dict[str, int], now: datetime) -> int:
    """A citizen who proved their number."""
    told = NewPerson("Nguyễn Thị Hoa", 1990, "f", place[HERE], "Thôn Núi Hiểu", (NUMBER,))
    person = register_person(by=By.system("test"), now=now, person=told).person_id
    Phone.objects.update(verified_at=now)
    return person


def sign_in(page: Page, live_server: Any, person: int) -> None:
    from truyvet.web.session_store import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[SESSION_AT] = person, int(datetime.now(UTC).timestamp())
    session.save()
    page.context.add_cookies([{"name": "truyvet", "value": str(session.session_key), "url": live_server.url}])


@pytest.fixture
def staff_page(client_for: Callable[..., Any], page_at: Any, live_server: Any) -> Callable[..., Page]:
    def open_page(width: int, role: str, unit: str = HERE, **more: Any) -> Page:
        client = client_for(role, unit, display="Trần Thị Hoa")
        page: Page = page_at(width, **more)
        page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])
        return page

    return open_page


def fits(page: Page, width: int) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url}: {wide} px on {width}"


def ready(page: Page) -> None:
    page.wait_for_selector("[data-declare][data-ready]")


def next_step(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()


def who(page: Page, name: str = "Lê Thị Khai", year: str = "1988") -> None:
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Nữ", exact=True).check()
    next_step(page)


def home(page: Page, phone: str = "0912345678") -> None:
    page.get_by_label("Quận, huyện").select_option("222")
    page.get_by_label("Phường, xã").select_option(HERE)
    page.get_by_label("Số nhà, đường").fill("Thôn Núi Hiểu")
    page.get_by_label("Số điện thoại").fill(phone)
    next_step(page)


def to_the_end(page: Page) -> None:
    while page.get_by_role("button", name="Tiếp tục").is_visible():
        next_step(page)
    page.get_by_role("button", name="Tôi đồng ý và gửi").click()


def test_offline_on_a_phone_it_arrives_once(
    place: dict[str, int], page_at: Any, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page: Page = page_at(390, "/khai-bao/")
    axe(page)
    fits(page, 390)
    shot(page, "declare-choose-390")
    page.get_by_role("link", name=re.compile("Khai cho tôi")).click()
    ready(page)
    page.context.set_offline(True)
    shot(page, "declare-for-390")
    next_step(page)
    axe(page)
    next_step(page)  # nothing filled in: the words stand beside the questions
    expect(page.locator(".wrong")).to_have_count(3)
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    shot(page, "declare-wrong-390")
    who(page)
    expect(page.locator("[data-kept]")).to_contain_text("Đã lưu trên máy")
    home(page)
    next_step(page)
    axe(page)
    page.locator("[data-field=showSignal]").get_by_label("Có").check()
    page.get_by_label("Dấu hiệu nào, từ ngày nào?").fill("sốt từ hôm kia")
    shot(page, "declare-health-390")
    fits(page, 390)
    next_step(page)
    next_step(page)
    page.locator("[data-field=peopleMet]").get_by_role("button", name="Thêm").click()
    page.get_by_label(re.compile("^Tên")).fill("Trần Văn Gặp")
    page.get_by_label("Ngày gặp gần nhất").fill("2021-05-30")
    axe(page)
    shot(page, "declare-more-390")
    next_step(page)
    shot(page, "declare-send-390")
    page.get_by_role("button", name="Tôi đồng ý và gửi").click()
    expect(page.get_by_role("heading", name="Đã lưu trên máy, chờ gửi")).to_be_visible()
    axe(page)
    shot(page, "declare-waiting-390")
    assert not Declaration.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Đã nhận tờ khai")).to_be_visible()
    expect(page.get_by_role("link", name="Xác nhận số điện thoại")).to_be_visible()
    axe(page)
    shot(page, "declare-received-390")
    page.goto("/ma/")
    expect(page.get_by_role("heading", name="Mời bạn gọi trạm y tế")).to_be_visible()
    page.goto("/khai-bao/")
    page.wait_for_selector("[data-declare-home][data-ready]")
    row = Declaration.objects.get()
    assert (row.triage, row.verified, row.commune_id) == ("symptoms", False, place[HERE])
    assert WatchItem.objects.count() == 1


def test_typed_and_killed_nothing_is_lost(place: dict[str, int], page_at: Any) -> None:
    page: Page = page_at(390, "/khai-bao/whole-population/")
    ready(page)
    next_step(page)
    page.get_by_label("Họ và tên").fill("Lê Thị Dở Dang")
    expect(page.locator("[data-kept]")).to_contain_text("Đã lưu trên máy")
    again = page.context.new_page()
    page.close()
    again.goto("/khai-bao/whole-population/")
    ready(again)
    next_step(again)
    expect(again.get_by_label("Họ và tên")).to_have_value("Lê Thị Dở Dang")


def test_a_note_stays_in_sight_when_its_answer_becomes_no(place: dict[str, int], page_at: Any) -> None:
    page: Page = page_at(390, "/khai-bao/whole-population/")
    ready(page)
    note = page.locator("[data-field=showSignalNote]")
    page.evaluate("for (const each of document.querySelectorAll('section[data-step], section')) each.hidden = false")
    page.locator("input[name='a.showSignal'][value='1']").check()
    note.locator("textarea").fill("sốt 39 khó thở")
    page.locator("input[name='a.showSignal'][value='0']").check()
    expect(note).to_be_visible()
    note.locator("textarea").fill("")
    expect(note).to_be_hidden()


def test_a_slow_answer_for_another_province_is_dropped(place: dict[str, int], page_at: Any) -> None:
    page: Page = page_at(390)
    late: list[Any] = []
    page.route("**/don-vi/27/", lambda route: late.append(route))  # noqa: PLW0108 - playwright marks the function
    page.goto("/khai-bao/whole-population/")
    ready(page)
    province, district = page.locator("[name='a.provinceId']"), page.locator("[name='a.districtId']")
    province.evaluate("list => list.add(new Option('Bắc Ninh', '27'))")
    for code in ("27", "24"):
        province.evaluate("(list, code) => { list.value = code; list.dispatchEvent(new Event('change', { bubbles: true })); }", code)
        expect(district.locator("option")).to_have_count(1 if code == "27" else 11)
        if code == "27":
            # The other province is chosen while this question is on its way, not before it was asked.
            until(lambda: page.evaluate("true") and late)
    late[0].fulfill(json={"units": [{"code": "256", "name": "Thành phố Bắc Ninh", "units": [{"code": "09163", "name": "Vũ Ninh"}]}]})
    # Bounded here: a script of the page has no time limit of its own.
    stored = "import('/static/declarations/store.js').then(async ({ get }) => Boolean(await get('units:27')))"
    until(lambda: page.evaluate(stored))
    expect(district.locator("option")).to_have_count(11)
    assert province.input_value() == "24"


def test_for_a_relative_and_the_next_day(me: int, page_at: Any, live_server: Any, shot: Callable[[Page, str], None]) -> None:
    page: Page = page_at(390)
    sign_in(page, live_server, me)
    page.goto("/khai-bao/")
    page.get_by_role("link", name=re.compile("Khai cho người nhà")).click()
    ready(page)
    page.get_by_label("Người ấy là gì của bạn?").select_option("parent")
    next_step(page)
    who(page, "Trần Thị Mẹ", "1960")
    home(page, phone="")  # she has none
    to_the_end(page)
    expect(page.get_by_role("heading", name="Đã nhận tờ khai")).to_be_visible()
    row = Declaration.objects.get()
    assert (row.made_for, row.declarer_id, row.verified) == ("relative", me, True)
    assert row.person_id != me
    assert Relative.objects.get().tie == "parent"

    page.goto("/khai-bao/#x")
    expect(page.get_by_text("Cho Trần Thị Mẹ")).to_be_visible()
    shot(page, "declare-recent-390")
    page.get_by_role("link", name=re.compile("Khai cho người nhà")).click()
    ready(page)
    page.get_by_label("Người bạn đã khai lần trước").select_option(label="Trần Thị Mẹ")
    next_step(page)
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Mẹ")
    next_step(page)
    expect(page.get_by_label("Phường, xã")).to_have_value(HERE)
    to_the_end(page)
    expect(page.get_by_role("heading", name="Đã nhận tờ khai")).to_be_visible()
    assert set(Declaration.objects.values_list("person_id", flat=True)) == {row.person_id}


def test_without_scripts_the_form_posts(place: dict[str, int], browser: Any, live_server: Any, shot: Callable[[Page, str], None]) -> None:
    screen = {"width": 390, "height": 844}
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=screen, locale="vi-VN")
    page = context.new_page()
    page.goto("/khai-bao/whole-population/")
    page.get_by_role("button", name="Chọn tỉnh").click()
    page.get_by_role("button", name="Tôi đồng ý và gửi").click()
    expect(page.get_by_role("alert")).to_contain_text("Có chỗ cần sửa")
    page.get_by_label("Họ và tên").fill("Lê Không Máy")
    page.get_by_label("Năm sinh").fill("1970")
    page.locator("[name='a.gender'][value=Nam]").check()
    page.locator("select[name='a.wardId']:visible").select_option(HERE)
    page.get_by_label("Số nhà, đường").fill("Thôn Núi Hiểu")
    page.locator("[id=f-phone]").fill("0912345678")
    shot(page, "declare-plain-390")
    page.get_by_role("button", name="Tôi đồng ý và gửi").click()
    expect(page.get_by_role("heading", name="Đã nhận tờ khai")).to_be_visible()
    assert Declaration.objects.get().commune_id == place[HERE]
    context.close()


def test_at_the_door_by_a_team(
    place: dict[str, int], staff_page: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = staff_page(390, "community_team")
    page.goto("/khai-ho/")
    ready(page)
    axe(page)
    fits(page, 390)
    page.get_by_label("Mã trên CCCD").fill("024190000123|123456789|Trần Thị Cụ|01021940|Nữ|Thôn Núi Hiểu, Quang Châu|01012021")
    page.get_by_label("Mã trên CCCD").press("Enter")
    expect(page.get_by_label("Họ và tên")).to_have_value(re.compile("Trần Thị Cụ", re.IGNORECASE))
    expect(page.get_by_label("Năm sinh")).to_have_value("1940")
    expect(page.get_by_label("Phường, xã")).to_have_value(HERE)
    expect(page.locator("[id=f-phone]")).to_have_value("")  # nobody here has a telephone
    shot(page, "team-390")
    page.get_by_role("button", name="Ghi tờ khai").click()
    expect(page.get_by_role("heading", name=re.compile("Đã ghi tờ khai"))).to_be_visible()
    expect(page.get_by_role("button", name="In thẻ")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    axe(page)
    shot(page, "team-done-390")
    row = Declaration.objects.get()
    assert (row.channel, row.verified, row.made_for) == ("team", True, "other")
    wide = staff_page(1280, "commune_officer")
    wide.goto("/khai-ho/")
    axe(wide)
    shot(wide, "team-1280")


def test_the_watch(
    place: dict[str, int], staff_page: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], now: datetime
) -> None:
    from datetime import timedelta
    from uuid import uuid4

    from tests.unit.declarations.sample_answers import whole

    from truyvet.declarations.actions import declare_many
    from truyvet.declarations.rules.submission import Submission

    told = [
        whole(showSignal="1", showSignalNote="khó thở", hasPatient="1"), whole(fullName="Lê Văn Ho", birthYear="1970", showSignal="1"),
        whole(fullName="Vũ Thị Gặp", birthYear="1999", hasPatient="1"), whole(fullName="Đỗ Văn Khỏe", birthYear="1950"),
    ]  # fmt: skip
    for age, answers in zip((180, 23, 600, 5), told, strict=True):
        said = Submission(
            event_id=uuid4(), form="whole_population", answers=answers, made_at=now - timedelta(minutes=age), consent="2022-03.1"
        )
        declare_many(by=By.system("test"), now=now - timedelta(minutes=age), submissions=[said])
    for width in (1280, 390):
        page = staff_page(width, "commune_officer", dark=width == 390)
        page.goto("/theo-doi/")
        axe(page)
        fits(page, width)
        shot(page, f"watch-{width}")
    page = staff_page(1280, "commune_officer")
    page.goto("/theo-doi/")
    assert page.locator("tbody tr").count() == 3
    page.locator("tbody th a").first.click()
    axe(page)
    shot(page, "watch-item-1280")
    page.get_by_role("button", name="Mở tên và số điện thoại").click()
    expect(page.get_by_role("link", name=re.compile("Gọi"))).to_have_attribute("href", re.compile("^tel:"))
    axe(page)
    shot(page, "watch-open-1280")
    page.get_by_role("button", name="Tôi nhận").click()
    expect(page.get_by_role("status")).to_contain_text("Bạn đã nhận")
    page.get_by_label(re.compile("Nghi mắc bệnh")).check()
    page.get_by_label("Lý do").fill("đã gọi, khó thở nhiều")
    page.get_by_role("button", name="Ghi kết quả cuộc gọi").click()
    expect(page.get_by_role("status")).to_contain_text("Ca BG-0001")
    shot(page, "watch-closed-1280")
    for width in (1280, 390):
        late = staff_page(width, "district_officer", "222")
        late.goto("/theo-doi/tre/")
        axe(late)
        fits(late, width)
        shot(late, f"watch-late-{width}")
    phone = staff_page(390, "commune_officer")
    phone.goto("/theo-doi/")
    phone.locator("tbody th a").first.click()
    phone.get_by_role("button", name="Mở tên và số điện thoại").click()
    axe(phone)
    fits(phone, 390)
    shot(phone, "watch-open-390")
