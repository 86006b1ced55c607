"""The gate in a real browser: set up, scan, be told why, work offline, lose nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Page, Request, expect
from tests.e2e.gate_world import World, all_sent, later, scan, set_up, sign_in, world
from tests.e2e.until import until
from tests.integration.venues.gatehouse import BY, card

from truyvet.codes.code_tokens import make_pass, make_venue, show_pass
from truyvet.codes.cose_sign1 import Signer, point
from truyvet.keys import keyring
from truyvet.passes.actions import revoke
from truyvet.venues.api.devices import REVOKED
from truyvet.venues.models import GateScan, Visit

REVOKED_ARE_KNOWN = """() => new Promise((yes, no) => {
  const asked = indexedDB.open("truyvet-gate");
  asked.onerror = no;
  asked.onsuccess = () => {
    const found = asked.result.transaction("kept").objectStore("kept").get("config");
    found.onsuccess = () => { asked.result.close(); yes(found.result.revoked.tokens.length > 0); };
  };
})"""
CCCD = "024099000123|123456789|Trần Văn Ví Dụ|01011999|Nam|Thôn Ví Dụ, Bắc Giang|01012021"


@pytest.fixture
def gate_world(transactional_db: None, units: dict[str, int]) -> World:
    """In real time: the browser signs and checks minutes by its own clock."""
    return world(units, datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def gate(gate_world: World, page_at: Any, live_server: Any) -> Page:
    page: Page = page_at(390)
    sign_in(page, live_server.url, gate_world.guard)
    set_up(page)
    return page


def second() -> int:
    return int(datetime.now(UTC).timestamp())


def board(page: Page, verdict: str, reason: str = "") -> None:
    expect(page.locator("#ket-qua")).to_have_attribute("data-verdict", verdict)
    expect(page.locator("#ket-qua")).to_contain_text(reason)


def test_a_pass_opens_and_the_visit_is_there(gate: Page, gate_world: World, axe: Callable[[Page], None], shot: Any) -> None:
    axe(gate)
    shot(gate, "gate-ready-390-vi")
    who = gate_world.holder()
    scan(gate, who.show(second()))
    board(gate, "pass", "N. V. V. D.")
    axe(gate)
    shot(gate, "gate-pass-390-vi")
    expect(gate.locator("[data-count=in]")).to_have_text("1")
    all_sent(gate)
    visit = Visit.objects.get()
    assert (visit.person_id, visit.venue_id, visit.check_out) == (who.person_id, gate_world.venue_id, None)
    expect(gate.locator("#ket-qua")).to_have_attribute("data-verdict", "ready", timeout=4_000)
    expect(gate.locator("#ket-qua")).to_contain_text("Vừa rồi: ĐẠT")
    gate.locator("#chieu").select_option("out")
    scan(gate, who.show(second() + 1))
    board(gate, "pass", "ra")
    all_sent(gate)
    visit.refresh_from_db()
    assert visit.check_out is not None
    assert gate.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_refusal_has_its_own_words(gate: Page, gate_world: World, shot: Any, axe: Callable[[Page], None]) -> None:
    now, at = gate_world.now, second()
    who, old = gate_world.holder(), gate_world.holder(ago=timedelta(hours=30))
    stranger = Signer.of(ec.generate_private_key(ec.SECP256R1()))
    forged = make_pass(
        token=uuid.uuid4().bytes, issued=at - 60, expires=at + 3600, declared=at - 60, phone=point(who.phone.public_key()), signer=stranger
    )
    false = make_pass(
        token=uuid.uuid4().bytes, issued=at - 60, expires=at + 3600, declared=at - 60, phone=point(who.phone.public_key()),
        signer=Signer(keyring.signer(now).kid, stranger.key),
    )  # fmt: skip
    over = make_pass(
        token=uuid.uuid4().bytes, issued=at - 7200, expires=at - 60, declared=at - 7200, phone=point(who.phone.public_key()),
        signer=keyring.signer(now),
    )  # fmt: skip
    elsewhere = make_venue(
        code_id=uuid.uuid4().bytes, issued=at - 60, expires=None, signer=keyring.signer(now), site="https://truyvet.example"
    )
    texts = {
        show_pass(over, at, who.phone): "Mã hết hạn",
        show_pass(false, at, who.phone): "Mã giả",
        show_pass(forged, at, who.phone): "chưa có khoá",
        who.show(at - 300): "Mã cũ hoặc ảnh chụp",
        elsewhere: "Mã của nơi khác",
        old.show(at): "Tờ khai đã cũ",
        show_pass(who.body, at, old.phone): "Mã của máy khác",
        who.show(at)[:80]: "Mã bị hỏng",
        "https://quangcao.example/": "không phải mã vào cổng",
    }
    for text, reason in texts.items():
        scan(gate, text)
        board(gate, "no", reason)
    axe(gate)
    shot(gate, "gate-no-390-vi")
    all_sent(gate)
    assert GateScan.objects.filter(verdict="no").count() == len(texts)
    assert not Visit.objects.exists()


def test_a_picture_of_a_code_is_noticed(gate: Page, gate_world: World, shot: Any) -> None:
    text = gate_world.holder().show(second())
    scan(gate, text)
    board(gate, "pass")
    scan(gate, text)  # still held before the scanner: the same showing
    board(gate, "pass")
    later(gate, 6)
    scan(gate, text)
    board(gate, "look", "vừa được quét")
    shot(gate, "gate-look-390-vi")
    all_sent(gate)
    assert GateScan.objects.count() == 2
    gate.get_by_role("button", name="Đã xem, cho vào").click()
    board(gate, "pass")
    all_sent(gate)
    assert sorted(GateScan.objects.values_list("device_verdict", "admitted")) == [("look", False), ("pass", True), ("pass", True)]


def test_what_was_revoked_is_known_without_a_network(gate: Page, gate_world: World) -> None:
    gone = gate_world.holder()
    revoke(by=BY, now=gate_world.now, token=gone.token, why="lost")
    REVOKED.forget()
    gate.reload()
    until(lambda: gate.evaluate(REVOKED_ARE_KNOWN))
    gate.reload()  # what the page judges by is what it has kept now
    gate.locator("#cong").wait_for()
    expect(gate.locator("#trang-thai")).to_contain_text("danh sách thu hồi: vừa xong")
    gate.context.set_offline(True)
    scan(gate, gone.show(second()))
    board(gate, "no", "thôi dùng")
    expect(gate.locator("#trang-thai")).to_contain_text("Đang mất mạng")
    expect(gate.locator("#trang-thai")).to_contain_text("1 chờ gửi")


def test_cards_papers_and_a_bus(gate: Page, gate_world: World, shot: Any) -> None:
    # All rows first: the page's requests and this thread share one connection to a database in memory.
    text, riders = card(gate_world.person("Lê Thị Thẻ"), gate_world.now), [gate_world.holder() for _ in range(3)]
    scan(gate, text)
    board(gate, "pass", "L. T. T.")
    gate.get_by_role("button", name="Cả xe").click()
    gate.get_by_label("Biển số hoặc tên xe").fill("98B-012.34")
    gate.get_by_role("button", name="Bắt đầu xe").click()
    for each in riders:
        scan(gate, each.show(second()))
    expect(gate.locator("#xe")).to_contain_text("3 người · 3 đạt · 0 chưa qua")
    shot(gate, "gate-bus-390-vi")
    gate.get_by_role("button", name="Xong xe này").click()
    expect(gate.locator("#xe")).to_be_hidden()
    all_sent(gate)
    groups = list(GateScan.objects.values_list("group", flat=True))
    assert groups.count(None) == 1
    assert len(set(groups)) == 2
    scan(gate, CCCD)
    board(gate, "no", "Chưa có tờ khai")
    gate.context.set_offline(True)
    scan(gate, CCCD.replace("000123", "000124"))
    board(gate, "look", "Cần có mạng")


@pytest.mark.usefixtures("gateway")
def test_a_phone_number_and_the_code_that_is_read_out(
    gate: Page, gate_world: World, axe: Callable[[Page], None], shot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from truyvet.people.models import Phone
    from truyvet.people.rules import one_time_code

    who = gate_world.holder("Phạm Văn Số")
    Phone.objects.create(person_id=who.person_id, number="+84912345678", verified_at=datetime.now(UTC))
    monkeypatch.setattr(one_time_code, "make_code", lambda length, entropy: "24681357"[:length])
    tried: list[Request] = []
    gate.on("request", lambda request: tried.append(request) if request.url.endswith("/code/check") else None)
    gate.get_by_role("button", name="Số điện thoại").click()
    axe(gate)
    gate.get_by_label("Số điện thoại của khách").fill("0912 345 678")
    gate.get_by_role("button", name="Gửi mã").click()
    gate.get_by_label("Mã khách đọc").fill("00000000")
    gate.get_by_role("button", name="Kiểm tra").click()
    expect(gate.locator("[data-notice]")).to_contain_text("Mã chưa đúng")
    later(gate, 20)
    gate.locator("#chieu").evaluate("(way) => { way.value = 'out'; }")
    gate.get_by_label("Mã khách đọc").fill("2468 1357")
    shot(gate, "gate-phone-390-vi")
    gate.get_by_role("button", name="Kiểm tra").click()
    board(gate, "pass", "P. V. S.")
    assert Visit.objects.get().source == "manual"
    # The same scan, however often it is tried: an event id stands for one body.
    one, other = ([request.post_data_json[name] for name in ("event_id", "at", "way")] for request in tried)
    assert one == other


@pytest.mark.parametrize("language", ["vi", "en"])
def test_on_a_wide_screen(gate_world: World, page_at: Any, live_server: Any, axe: Callable[[Page], None], shot: Any, language: str) -> None:
    page: Page = page_at(1280, language=language)
    sign_in(page, live_server.url, gate_world.guard)
    page.goto("/cong/")
    page.locator("#chon").wait_for()
    axe(page)
    shot(page, f"gate-setup-1280-{language}")
    page.locator("#chon button").click()
    page.locator("#cong").wait_for()
    scan(page, gate_world.holder().show(second()))
    board(page, "pass")
    axe(page)
    shot(page, f"gate-pass-1280-{language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_keeper_makes_and_revokes_a_turnstile_key(
    gate_world: World, page_at: Any, live_server: Any, axe: Callable[[Page], None], shot: Any
) -> None:
    page: Page = page_at(390)
    sign_in(page, live_server.url, gate_world.guard)
    page.goto(f"/co-so/{gate_world.venue_code}/thiet-bi/")
    page.get_by_label("Tên thiết bị").fill("Cửa tự động 1")
    page.get_by_role("button", name="Tạo khóa").click()
    text = page.locator("#khoa-moi + p code").inner_text()
    assert text.startswith("tvg_")
    assert len(text) == 47
    axe(page)
    shot(page, "gate-devices-390-vi")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    answer = page.request.get(f"{live_server.url}/api/v1/gate", headers={"Authorization": f"Bearer {text}"})
    assert answer.json()["venue"]["name"] == "May Hà Phong"
    page.reload()
    assert text not in page.content()
    page.get_by_role("button", name="Thu hồi khóa của Cửa tự động 1").click()
    expect(page.get_by_text("Đã thu hồi")).to_be_visible()
    # Keys are held in memory for a second.
    until(lambda: page.request.get(f"{live_server.url}/api/v1/gate", headers={"Authorization": f"Bearer {text}"}).status == 401)
