"""The map in a browser: movable where there is WebGL, drawn where there is none, for staff and for everybody, asking nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import TODAY
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.test_every_page import signed_in
from tests.integration.epidemic_map.test_map_pages import BESIDE, HERE, SYSTEM, counted
from tests.unit.areas.test_boundaries import feature, file_of, square

from truyvet.areas.actions.boundaries import import_boundaries
from truyvet.areas.models import AreaLevel, MapMark
from truyvet.audit.values import By

LONGEST_MS = 30_000
"""A processor that draws WebGL beside other work takes its time."""
WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


@pytest.fixture
def drawing_browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium that draws WebGL by its processor."""
    args = [each for each in ARGUMENTS if each != "--disable-gpu"] + WEBGL
    found = browser.browser_type.launch(executable_path=str(CHROMIUM), args=args)
    yield found
    found.close()


@pytest.fixture
def filled(transactional_db: None, units: dict[str, int], house_clock: datetime) -> None:
    """Two communes side by side with figures and levels, and a checkpoint."""
    others = sorted(code for code, _ in units.items() if len(code) == 5 and code not in (HERE, BESIDE))
    codes = (HERE, BESIDE, *others[: len(others) * 2 // 3])
    text = file_of(*(feature(code, square(106.2 + 0.02 * (at % 12), 21.2 + 0.02 * (at // 12))) for at, code in enumerate(codes)))
    import_boundaries(by=By.system("test"), now=house_clock, scope=SYSTEM, text=text, file_name="x", edition="2021")
    counted(units, house_clock, {HERE: 7, BESIDE: 31})
    counted(units, house_clock, {HERE: 2}, measure="cases.open", back=1)
    AreaLevel.objects.create(
        unit_id=units[HERE], first=TODAY, level="very_high", proposed="very_high", rule_set="2686", decided_at=house_clock
    )  # fmt: skip
    MapMark.objects.create(
        code="CHOT1234", kind="checkpoint", name="Chốt cầu Như Nguyệt", unit_id=units[HERE], line=[[106.215, 21.215]], is_public=True,
        first_day=TODAY, at=house_clock,
    )  # fmt: skip


def requests_of(page: Page) -> list[str]:
    """Addresses that the page asks from now on, without those inside the browser."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if not request.url.startswith(("data:", "blob:")) else None)
    return found


def test_staff_move_the_map_and_change_the_day(
    filled: None, client_for: Callable[..., Any], drawing_browser: Browser, live_server: Any, shot: Callable[[Page, str], None]
) -> None:
    cookie = client_for("province_officer").cookies["truyvet"].value
    page = drawing_browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="vi-VN")
    asked = requests_of(page)
    signed_in(page, live_server.url, cookie)
    page.goto("/ban-do/?cay=2021&cap=xa")
    expect(page.locator("h1")).to_contain_text("38 ở 2 nơi, nhiều nhất ở")
    expect(page.locator("[data-live][data-ready]")).to_be_visible(timeout=LONGEST_MS)
    shot(page, "map-staff-1280")
    page.get_by_label("Xem số nào").select_option(label="Ca đang bệnh")
    expect(page.locator("h1")).to_contain_text("Ca đang bệnh: 2, đều ở", timeout=LONGEST_MS)
    expect(page.locator("#bang tbody tr").first).to_contain_text("2")
    page.get_by_label("Kéo để đổi ngày").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h1")).to_contain_text("Ngày này chưa có số liệu", timeout=LONGEST_MS)
    assert "ngay=2021-05-30" in page.url
    assert {urlsplit(each).netloc for each in asked} == {urlsplit(live_server.url).netloc}, "nothing is asked of anybody else"
    page.context.close()


def test_without_webgl_the_drawing_and_the_table_say_the_same(
    filled: None,
    client_for: Callable[..., Any],
    page_at: Any,
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    page: Page = page_at(390)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    signed_in(page, live_server.url, client_for("province_officer").cookies["truyvet"].value)
    page.goto("/ban-do/?cay=2021&cap=xa")
    expect(page.get_by_text("Máy này không vẽ được bản đồ phóng to")).to_be_visible()
    expect(page.get_by_role("img", name="Ca xác nhận trong 14 ngày")).to_be_visible()
    first = page.locator("#bang tbody tr").first
    expect(first).to_contain_text("31")
    expect(first).to_contain_text("20 đến 99")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "map-staff-390")
    for address, name in (("/ban-do/vung-va-diem/", "marks"), ("/ban-do/in/?kho=A4&cay=2021&cap=xa", "print"), ("/ban-do-dich/", "public")):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        shot(page, f"map-{name}-plain-390")


def test_everybody_finds_the_own_commune_and_tells_nobody(
    filled: None, drawing_browser: Browser, live_server: Any, shot: Callable[[Page, str], None]
) -> None:
    place = {"longitude": 106.21, "latitude": 21.21}
    context = drawing_browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="vi-VN", geolocation=place, permissions=["geolocation"]
    )  # fmt: skip
    page = context.new_page()
    asked = requests_of(page)
    page.goto("/ban-do-dich/")
    expect(page.locator("h1")).to_contain_text("Nguy cơ rất cao")
    assert not [each for each in asked if "maplibre" in each], "who only looks loads no map program"
    page.get_by_role("button", name="Phóng to, di chuyển").click()
    expect(page.locator("[data-live][data-ready]")).to_be_visible(timeout=LONGEST_MS)
    before = len(asked)
    page.get_by_role("button", name="Quanh tôi").click()
    words = page.locator("[data-words]")
    expect(words).to_contain_text("Nguy cơ rất cao")
    expect(words).to_contain_text("Chốt cầu Như Nguyệt: 0,8 km")
    assert asked[before:] == [] and {urlsplit(each).netloc for each in asked} == {urlsplit(live_server.url).netloc}
    shot(page, "map-public-390")
    context.close()
