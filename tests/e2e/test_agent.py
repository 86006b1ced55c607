"""The agent's own page in a browser: four people on virtual air, one fake key server, from the radar to the warning and to deletion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.agent_world import NO_WARNING, WARNED, Opens, Play, opener

from truyvet.proximity.diagnosis_keys import ReportType

NOW = 1_622_430_000.0
"""31 May 2021, 10:00 in Việt Nam."""
SCREENS = {
    "home": "/", "around": "/quanh-day/", "history": "/lich-su/", "warning": "/canh-bao/", "phone": "/dien-thoai/", "case": "/ca-benh/",
    "more": "/them/", "forget": "/xoa/",
}  # fmt: skip

SMALL = """[...document.querySelectorAll('a:not(.skip), button, label.tick, input:not([type=checkbox], [type=hidden]), summary')]
    .filter(each => each.getBoundingClientRect().height < 44).map(each => each.outerHTML)"""


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    made = Play(tmp_path_factory.mktemp("agents"), NOW)
    yield made
    made.end()


@pytest.fixture
def open_as(browser: Browser, play: Play) -> Iterator[Opens]:
    """A browser of one person's: opened by the address that the program printed."""
    with opener(browser, play) as opens:
        yield opens


def test_from_meeting_to_warning_and_sharing(
    open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    a, b, c, d = (open_as(name, 390) for name in "ABCD")
    for page in (b, c, d):
        expect(page.get_by_role("heading", name=NO_WARNING)).to_be_visible()
    a.get_by_role("link", name="Thêm").click()
    a.get_by_role("link", name=re.compile("Tôi là ca bệnh")).click()
    a.get_by_label("Mã 9 ký tự").fill("too short")
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã phải có 9 chữ và số")).to_be_visible()
    assert a.get_by_label("Mã 9 ký tự").input_value() == "too short"
    asked = play.do(lambda: len(play.server.log))
    a.get_by_label("Mã 9 ký tự").fill("000 000 001")
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã gõ sai một chỗ, chưa gửi gì")).to_be_visible()
    assert play.do(lambda: len(play.server.log)) == asked, "a slip is told without a request"
    a.get_by_label("Mã 9 ký tự").fill("000000000")
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã này không dùng được")).to_be_visible()
    a.get_by_label("Mã 9 ký tự").fill(play.do(play.server.code).lower())
    a.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(a.get_by_text("Mã của hôm nay chờ đến 09:00 ngày 01/06/2021")).to_be_visible()
    axe(a)
    shot(a, "agent-case-390")

    assert play.do(play.server.publish_due)
    b.bring_to_front()
    expect(b.get_by_role("heading", name=WARNED)).to_be_visible(timeout=5_000)
    axe(b)
    shot(b, "agent-home-warned-390")
    b.get_by_role("link", name="Xem việc cần làm").click()
    expect(b.get_by_text(re.compile(r"Ngày 29/05/2021, khoảng (2|3)\d phút, tín hiệu gần"))).to_be_visible()
    axe(b)
    shot(b, "agent-warning-390")
    b.get_by_role("link", name="Xác nhận số điện thoại trước").click()
    b.get_by_label("Số điện thoại").fill("0912 345 678")
    b.get_by_role("button", name="Gửi mã cho tôi").click()
    b.get_by_label("Mã trong tin nhắn").fill("123456")
    b.get_by_role("button", name="Xác nhận").click()
    expect(b.get_by_text("đã được xác nhận")).to_be_visible()
    b.goto(b.url.replace("/dien-thoai/", "/canh-bao/"))
    b.get_by_role("button", name="Đồng ý, chia sẻ").click()
    expect(b.get_by_text("đã chia sẻ hôm nay")).to_be_visible()
    (shared,) = play.do(lambda: play.server.shared)
    assert set(shared["matches"][0]) == {"event_id", "key_data", "day", "minutes", "confidence", "probability"}
    assert (shared["matches"][0]["day"], shared["matches"][0]["confidence"]) == ("2021-05-29", "near")
    for page in (c, d):
        page.goto(page.url)
        expect(page.get_by_role("heading", name=NO_WARNING)).to_be_visible()

    open_b = open_as("B", 390, "/ca-benh/")
    open_b.get_by_label("Mã 9 ký tự").fill(play.do(lambda: play.server.code(ReportType.RECURSIVE)))
    open_b.get_by_role("button", name="Gửi và báo cho người khác").click()
    expect(open_b.get_by_text("Đã gửi mã của")).to_be_visible()
    assert play.do(play.server.publish_due)
    c.bring_to_front()
    expect(c.get_by_role("heading", name=WARNED)).to_be_visible(timeout=5_000)
    d.goto(d.url)
    expect(d.get_by_role("heading", name=NO_WARNING)).to_be_visible()


@pytest.fixture
def exposed(play: Play) -> None:
    """B was near A, whose keys are out."""

    async def end_of_it() -> None:
        a, b = play.stage.people["A"], play.stage.people["B"]
        if not b.exposures():
            await a.upload_keys(play.server.code())
            play.server.publish_due()
        assert await b.check() == "checked"

    play.run(end_of_it())


def test_a_patient_hands_in_their_log(
    exposed: None, open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = open_as("D", 390, "/ca-benh/")
    expect(page.get_by_text("chưa có gì để gửi")).to_be_visible()
    expect(page.get_by_role("button", name="Đồng ý, gửi lịch sử")).to_have_count(0)
    page = open_as("B", 390, "/ca-benh/")
    expect(page.get_by_text("Máy sẽ gửi 1 lần ở gần ca bệnh, trong 1 ngày")).to_be_visible()
    expect(page.get_by_text("Ngày 29/05/2021: 1 lần")).to_be_visible()
    expect(page.get_by_text("Đồng ý share")).to_be_visible()
    axe(page)
    shot(page, "agent-log-390")
    logs = lambda: [name for name, _, _ in play.server.log if name == "log"]  # noqa: E731
    code, sent = play.do(play.server.log_code), play.do(logs)
    slip = code[:8] + ("1" if code[8] != "1" else "2")
    for typed, told in ((slip, "Mã gõ sai một chỗ"), ("1234", "Mã phải có 9 chữ và số"), ("000000000", "Mã này không dùng được")):
        page.get_by_label("Mã gửi lịch sử").fill(typed)
        page.get_by_role("button", name="Đồng ý, gửi lịch sử").click()
        expect(page.get_by_text(told)).to_be_visible()
        assert page.get_by_label("Mã gửi lịch sử").input_value() == typed
        assert page.get_by_label("Mã 9 ký tự").input_value() == ""
    assert len(play.do(logs)) == len(sent) + 1, "of the three, one reached the server"
    axe(page)
    shot(page, "agent-log-refused-390")
    page.get_by_label("Mã gửi lịch sử").fill(" " + code.lower())
    page.get_by_role("button", name="Đồng ý, gửi lịch sử").click()
    expect(page.get_by_text("Đã gửi 1 lần ở gần cho trạm y tế")).to_be_visible()
    expect(page.get_by_label("Mã gửi lịch sử")).to_be_hidden()
    page.locator("section").filter(has=page.get_by_role("heading", name="Gửi lịch sử ở gần")).locator("summary").click()
    expect(page.get_by_label("Mã gửi lịch sử")).to_be_visible()
    axe(page)
    shot(page, "agent-log-sent-390")
    handed = play.do(lambda: play.server.shared[-1])
    assert handed["code"] == code and handed["consent"] == {"version": "1", "language": "vi"}
    assert [set(each) for each in handed["matches"]] == [{"event_id", "key_data", "day", "minutes", "confidence", "probability"}]


def test_news_come_once_and_as_text(open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], None]) -> None:
    page = open_as("D", 390)
    news = [{"id": "n1", "day": "2021-05-30", "vi": "<b>Tiêm</b> vắc-xin thứ bảy", "en": "Vaccination on Saturday"}]
    play.do(lambda: play.server.config.update(news=news))
    play.pass_by(61)
    expect(page.get_by_text("<b>Tiêm</b> vắc-xin thứ bảy")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Tin của tỉnh, ngày 30/05/2021")).to_be_visible()
    axe(page)
    shot(page, "agent-news-390")
    page.get_by_role("listitem").filter(has_text="vắc-xin").get_by_role("button", name="Cất đi").click()
    expect(page.get_by_text("vắc-xin thứ bảy")).to_have_count(0)
    play.pass_by(61)
    page.get_by_role("button", name="Kiểm tra ngay").click()
    expect(page.get_by_role("heading", name="Tôi có ổn không?")).to_be_visible()
    expect(page.get_by_text("vắc-xin thứ bảy")).to_have_count(0)


def test_scan_around_is_live(open_as: Opens, play: Play, axe: Callable[[Page], None], shot: Callable[[Page, str], None]) -> None:
    page = open_as("D", 390, "/quanh-day/")
    expect(page.locator("#count")).to_have_text(re.compile(r"Có \d máy gần bạn"), timeout=240_000)
    expect(page.locator("#list .near-row").first).to_be_visible()
    assert page.locator("#dots circle").count() == page.locator("#list .near-row").count()
    axe(page)
    shot(page, "agent-around-390")


def test_phone(open_as: Opens) -> None:
    page = open_as("D", 390, "/dien-thoai/")
    page.get_by_label("Số điện thoại").fill("12")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    expect(page.get_by_text("Số này chưa đúng")).to_be_visible()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    page.get_by_label("Mã trong tin nhắn").fill("000000")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Mã chưa đúng")).to_be_visible()
    page.get_by_label("Mã trong tin nhắn").fill("123456")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("đã được xác nhận")).to_be_visible()


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen(name: str, open_as: Opens, axe: Callable[[Page], None], shot: Callable[[Page, str], None]) -> None:
    for dark, language in ((False, "vi-VN"), (True, "en-GB")):
        page = open_as("C", 1280, SCREENS[name], dark=dark, language=language)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(SMALL) == []
            shot(page, f"agent-{name}-{width}-{language[:2]}-{'dark' if dark else 'light'}")


def test_english_by_one_click(open_as: Opens) -> None:
    page = open_as("D", 390)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Am I all right?")).to_be_visible()
    page.goto(page.url.split("?")[0] + "lich-su/")
    expect(page.get_by_role("heading", name="Contact history")).to_be_visible()


def test_delete_my_data(open_as: Opens, play: Play) -> None:
    page = open_as("C", 390, "/lich-su/")
    expect(page.get_by_text("Bạn ở trong tầm máy khác khoảng").first).to_be_visible()
    key = (play.home / "C" / "agent.key").read_bytes()
    page.goto(page.url.replace("/lich-su/", "/xoa/"))
    page.get_by_label("Tôi muốn xóa tất cả").check()
    page.get_by_role("button", name="Xóa tất cả").click()
    expect(page.get_by_role("heading", name="Tôi có ổn không?")).to_be_visible()
    page.goto(page.url + "canh-bao/")
    expect(page.get_by_text("Không có cảnh báo nào")).to_be_visible()
    assert (play.home / "C" / "agent.key").read_bytes() != key
