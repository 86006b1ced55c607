"""A team's round without a network: three doors, a card before the camera, opened again, sent once; sums, paper, hours for the office."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import segno
from playwright.sync_api import Page, expect
from tests.e2e.conftest import SHOTS
from tests.e2e.test_every_page import signed_in
from tests.e2e.until import until
from tests.integration.teams.hamlet import hamlet
from tests.integration.two_communes import HERE

from truyvet.access.models import Staff
from truyvet.codes.code_reasons import CodeKind
from truyvet.codes.identity_documents import parse_document
from truyvet.declarations.models import Declaration
from truyvet.followup.models import Attempt, DailyCheck
from truyvet.teams.models import FieldEntry, Stop

KEPT_SHELL = "caches.keys().then(async (all) => Boolean(all.length && await (await caches.open(all[0])).match('/tung-nha/')))"
PIN = "246810"
CARD = "001080012345||Phạm  Văn Bảy|17051980|Nam|Thôn Đông|01012021"
CARDS = (
    CARD, "001170012345|123456789|ĐỖ THỊ LẠ|01/02/1970|Nữ|x|01012021", "001080012345|Lê Văn Thiếu|05051999|Nam|x|01012021",
    "TVC1:ABC", "xin chào",
)  # fmt: skip
CAMERA = """(rows) => {
  const cell = 8, canvas = Object.assign(document.createElement("canvas"), { width: rows.length * cell, height: rows.length * cell });
  const pen = canvas.getContext("2d");
  const draw = () => rows.forEach((row, y) => [...row].forEach((bit, x) => {
    pen.fillStyle = bit === "1" ? "#000" : "#fff";
    pen.fillRect(x * cell, y * cell, cell, cell);
  }));
  setInterval(draw, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""
"""A camera before which a code is held, rows of 0 and 1."""
BROKEN = """async () => {
  const { fetchWhole } = await import("/static/teams/download.js");
  const box = Uint8Array.from({ length: 5_000 }, (_, n) => n % 251), asked = [], kept = [];
  const ask = async ({ tag, have }) => {
    asked.push(have);
    const from = tag === "a" ? have : 0, headers = { "X-Tag": "a", "X-From": String(from), "X-Key": "k", "X-Now": "7" };
    let sent = from;
    const body = new ReadableStream({ pull(way) {
      if (asked.length < 3 && sent > from) return way.error(new TypeError("broken"));
      if (sent >= box.length) return way.close();
      way.enqueue(box.slice(sent, sent += 1_000));
    } });
    return new Response(body, { headers });
  };
  const { box: whole, key, now } = await fetchWhole(ask, undefined, async (part) => void kept.push(part.bytes.length));
  return [asked, kept, whole.every((byte, n) => byte === box[n]) && whole.length, key, now];
}"""
"""A network that breaks twice in the middle: what has come is kept, the rest is asked for."""


def unlock(page: Page) -> None:
    page.get_by_label("Mã mở máy").fill(PIN)
    page.get_by_role("button", name="Mở", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Chưa đến"))).to_be_visible()


def test_a_round_without_a_network(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    member = client_for("community_team", HERE)
    hamlet(units, lambda *_role, **_more: member.staff, house_clock - timedelta(hours=5))
    page: Page = page_at(390)
    page.on("dialog", lambda dialog: dialog.accept())
    page.clock.set_system_time(house_clock)
    signed_in(page, live_server.url, member.cookies["truyvet"].value)

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        shot(page, f"teams-{what}-390")

    page.goto("/tung-nha/")
    look("take")
    page.get_by_role("button", name=re.compile("Thôn Đông · Tổ 1")).click()
    page.get_by_label("Sáu chữ số").fill(PIN)
    look("pin")
    page.get_by_role("button", name="Dùng mã này").click()
    expect(page.get_by_text("0/3 nhà đã xong")).to_be_visible()
    until(lambda: page.evaluate(KEPT_SHELL))
    page.context.set_offline(True)
    look("list")
    page.get_by_role("button", name="Đổi thứ tự").click()
    page.get_by_role("button", name="Đưa nhà 2 lên trước").click()
    expect(page.locator("[data-list=waiting] li").first).to_contain_text("2. ")
    expect(page.locator("[data-list=waiting] li").first.get_by_role("button")).to_have_count(1)
    look("order")
    page.get_by_role("button", name="Đưa nhà 1 lên trước").click()
    page.get_by_role("button", name="Đổi thứ tự").click()
    page.get_by_text("Giúp người dân cài").click()
    expect(page.locator(".walk-code svg")).to_be_visible()
    look("help")
    page.get_by_text("Giúp người dân cài").click()
    page.get_by_role("button", name="Nhà tiếp theo").click()
    expect(page.get_by_role("heading", name=re.compile("^Nhà 1"))).to_be_focused()
    page.get_by_label("Đã gặp").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy chọn cho từng người")
    grandmother, husband = (
        page.get_by_role("group", name=re.compile("^Trần Thị Hai")),
        page.get_by_role("group", name=re.compile("^Trần Văn Ông")),
    )
    grandmother.get_by_label("Có triệu chứng").check()
    grandmother.get_by_label("Ho", exact=True).check()
    grandmother.get_by_label("Nhiệt độ").fill("38,1")
    husband.get_by_label("Khỏe").check()
    look("door")
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_text("1 nhà chờ gửi")).to_be_visible()
    page.get_by_role("button", name="Nhà tiếp theo").click()
    page.get_by_label("Không ai ở nhà").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    page.get_by_role("button", name="Nhà tiếp theo").click()
    page.get_by_label("Đã gặp").check()
    mother = page.get_by_role("group", name=re.compile("^Lê Thị Mười"))
    mother.get_by_label("Khỏe").check()
    mother.get_by_text("Khai y tế hộ người này").click()
    for no in mother.get_by_label("Không", exact=True).all():
        no.check()
    page.get_by_role("group", name=re.compile("^Lê Văn Con")).get_by_label("Không gặp").check()
    page.get_by_text("Thêm người ở nhà này").click()
    page.evaluate(CAMERA, ["".join(str(int(bit)) for bit in row) for row in segno.make(CARD, error="m").matrix_iter(border=6)])
    page.get_by_role("button", name="Quét thẻ căn cước").click()
    page.get_by_role("button", name="Phạm Văn Bảy, 1980, nhà 2").click()
    expect(page.locator("#hinh")).to_be_hidden()
    page.get_by_role("group", name=re.compile("^Phạm Văn Bảy")).get_by_label("Khỏe").check()
    page.get_by_role("button", name="Ghi nhà này").click()
    expect(page.get_by_text("3 nhà chờ gửi")).to_be_visible()
    expect(page.get_by_text("2/3 nhà đã xong")).to_be_visible()
    # Closed and opened again without a network: everything is there, behind the digits.
    page.reload()
    page.get_by_label("Mã mở máy").fill("000000")
    page.get_by_role("button", name="Mở", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Sai mã")
    look("lock")
    unlock(page)
    expect(page.get_by_text("3 nhà chờ gửi")).to_be_visible()
    expect(page.locator("[data-list=nobody_home]")).to_contain_text("số 7")
    assert not FieldEntry.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("Đã gửi hết.")).to_be_visible()
    page.reload()
    unlock(page)
    expect(page.get_by_text("Đã gửi hết.")).to_be_visible()
    assert FieldEntry.objects.filter(state="done", member=member.staff).count() == 3, "each door once"
    assert (Attempt.objects.get().outcome, DailyCheck.objects.get().answers) == ("reached", "cough fever 381")
    assert Stop.objects.get(number=3).household is not None and Declaration.objects.get().staff == member.staff
    read = page.evaluate("async (texts) => texts.map((await import('/static/teams/card.js')).cardFields)", list(CARDS))
    known = [parse_document(CodeKind.CCCD, text) for text in CARDS[:3]]
    assert read == [{"name": each.name, "year": int(each.birth[:4]), "gender": each.gender} for each in known] + [None, None]
    assert page.evaluate(BROKEN) == [[0, 1_000, 2_000], [1_000, 2_000], 5_000, "k", 7]
    page.get_by_role("link", name="Giờ và nhà đã đi").click()
    expect(page.get_by_role("row", name=re.compile("Tổ 1"))).to_be_visible()
    look("hours")
    page.goto(f"/tung-nha/the/{Stop.objects.get(number=1).round.code}/")
    look("cards")
    officer: Page = page_at(1280)
    signed_in(officer, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)
    officer.goto(f"/nguoi-can-theo-doi/{Attempt.objects.get().follow_up.person.code}/")
    expect(officer.get_by_text(re.compile("^tổ cộng đồng")).first).to_be_visible()
    officer.goto("/to-cong-dong/")
    row = officer.get_by_role("row", name=re.compile("Thôn Đông"))
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()[1:]] == ["3", "2", "1", "1", "0", "0"]
    axe(officer)
    shot(officer, "teams-sums-1280")
    row.get_by_role("link").click()
    officer.get_by_role("button", name="Mở danh sách giấy").click()
    expect(officer.get_by_text("Trần Thị Hai")).to_be_visible()
    axe(officer)
    shot(officer, "teams-sheet-1280")
    if SHOTS:
        officer.pdf(path=Path(SHOTS) / "teams-sheet.pdf", format="A4", prefer_css_page_size=True)
    officer.goto(f"/to-cong-dong/{Stop.objects.get(number=1).round.code}/giay/")
    expect(officer.get_by_text("3 nhà đã có kết quả (0 gõ từ giấy) + 0 nhà còn thiếu = 3 nhà của lượt.")).to_be_visible()
    axe(officer)
    shot(officer, "teams-paper-1280")
    officer.get_by_label("Mã nhà trên giấy").fill(Stop.objects.get(number=2).code)
    officer.get_by_role("button", name="Mở nhà này").click()
    expect(officer.get_by_role("heading", name=re.compile("^Nhà 2"))).to_be_visible()
    axe(officer)
    shot(officer, "teams-paper-door-1280")
    officer.get_by_label("Không ai ở nhà").check()
    officer.get_by_role("button", name="Ghi nhà này").click()
    expect(officer.get_by_text("3 nhà đã có kết quả (1 gõ từ giấy)")).to_be_visible()
