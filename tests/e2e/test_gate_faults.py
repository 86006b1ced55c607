"""The gate when something is wrong: another venue's scans in the queue, a code drawn anew, a double tap, no network to choose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect
from tests.e2e.gate_world import World, all_sent, change, later, scan, set_up, sign_in, world
from tests.e2e.until import until

from truyvet.venues.api.keyring import KEYRING
from truyvet.venues.models import Gate, GateScan, Visit


@pytest.fixture
def gate_world(transactional_db: None, units: dict[str, int]) -> World:
    return world(units, datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def gate(gate_world: World, page_at: Any, live_server: Any) -> Page:
    page: Page = page_at(390)
    sign_in(page, live_server.url, gate_world.guard)
    set_up(page)
    return page


def second() -> int:
    return int(datetime.now(UTC).timestamp())


def board(page: Page, verdict: str) -> None:
    expect(page.locator("#ket-qua")).to_have_attribute("data-verdict", verdict)


def says(page: Page, words: str) -> None:
    expect(page.locator("#trang-thai")).to_contain_text(words)


def keys_end(venue: str) -> None:
    Gate.objects.filter(venue__code=venue).update(revoked_at=timezone.now())
    KEYRING.forget()


def test_scans_of_a_venue_whose_key_is_gone_hold_up_no_others(gate: Page, gate_world: World, shot: Any) -> None:
    market = gate_world.another_venue()
    here, there = gate_world.holder(), gate_world.holder()
    keys_end(gate_world.venue_code)
    scan(gate, here.show(second()))
    says(gate, "Khóa của máy này hết hạn")
    says(gate, "1 chờ gửi")
    change(gate, market)
    scan(gate, there.show(second()))
    board(gate, "pass")
    says(gate, "1 lượt của nơi khác chưa gửi được")
    says(gate, "1 chờ gửi")
    shot(gate, "gate-elsewhere-390-vi")
    expect(gate.locator("#trang-thai")).not_to_contain_text("Khóa của máy này hết hạn")
    assert [row.gate.venue.code for row in GateScan.objects.select_related("gate__venue")] == [market]
    change(gate, gate_world.venue_code)
    all_sent(gate)
    expect(gate.locator("#trang-thai")).not_to_contain_text("nơi khác")
    assert set(Visit.objects.values_list("person_id", "venue__code")) == {
        (here.person_id, gate_world.venue_code), (there.person_id, market),
    }  # fmt: skip


def test_a_code_that_is_drawn_anew_before_the_scanner_is_one_entry(gate: Page, gate_world: World) -> None:
    who, next_one = gate_world.holder(), gate_world.holder()
    first = who.show(second())
    for _ in range(4):  # held there for longer than one showing lasts
        scan(gate, first)
        later(gate, 3)
    scan(gate, who.show(second() + 1))
    later(gate, 3)
    scan(gate, who.show(second() + 2))
    scan(gate, next_one.show(second()))
    expect(gate.locator("[data-count=in]")).to_have_text("2")
    all_sent(gate)
    assert list(GateScan.objects.order_by("sequence").values_list("person_id", flat=True)) == [who.person_id, next_one.person_id]
    # Who comes back is another showing, and so is who turns round and leaves.
    later(gate, 6)
    scan(gate, who.show(second() + 3))
    gate.locator("#chieu").select_option("out")
    scan(gate, who.show(second() + 4))
    expect(gate.locator("[data-count=out]")).to_have_text("1")
    all_sent(gate)
    assert GateScan.objects.filter(person_id=who.person_id).count() == 3


def test_two_taps_let_in_one_person(gate: Page, gate_world: World) -> None:
    text = gate_world.holder().show(second())
    scan(gate, text)
    board(gate, "pass")
    later(gate, 6)
    scan(gate, text)
    board(gate, "look")
    gate.locator("[data-part=admit]").evaluate("(button) => { button.click(); button.click(); }")
    board(gate, "pass")
    scan(gate, gate_world.holder().show(second()))
    expect(gate.locator("[data-count=in]")).to_have_text("3")
    all_sent(gate)
    assert GateScan.objects.filter(admitted=True).count() == 3
    assert GateScan.objects.count() == 4


def test_without_a_network_the_gate_stays_open(gate: Page, gate_world: World, axe: Any, shot: Any) -> None:
    swap = gate.get_by_role("button", name="Đổi cổng")
    held: list[Route] = []
    gate.context.route("**/api/v1/gate", lambda route: held.append(route))  # noqa: PLW0108 - the library wants a function
    gate.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: gate.wait_for_timeout(20) or held)  # type: ignore[func-returns-value]
    answer = held[0].fetch()
    gate.context.set_offline(True)
    swap.click()
    says(gate, "Đang mất mạng")
    # What was asked while there was a network, and is answered only now, does not say that there is one.
    with gate.expect_event("requestfinished"):
        held[0].fulfill(response=answer)
    says(gate, "Đang mất mạng")
    gate.context.unroute("**/api/v1/gate")
    expect(gate.locator("#cong")).to_be_visible()
    gate.context.set_offline(False)
    # A network in name only: nothing can be chosen, and there is a way back.
    gate.context.route("**/cong/noi/", lambda route: route.abort())
    swap.click()
    expect(gate.locator("#mat-mang")).to_be_visible()
    axe(gate)
    shot(gate, "gate-back-390-vi")
    gate.get_by_role("button", name="Quay lại").click()
    scan(gate, gate_world.holder().show(second()))
    board(gate, "pass")


def test_set_up_elsewhere_an_old_answer_changes_nothing(gate: Page, gate_world: World) -> None:
    market = gate_world.another_venue()
    late: list[Route] = []
    gate.context.route("**/api/v1/gate", lambda route: late.append(route), times=1)  # noqa: PLW0108 - it marks what it is given
    with gate.expect_request("**/api/v1/gate"):
        gate.evaluate("window.dispatchEvent(new Event('online'))")
    change(gate, market)
    expect(gate.locator("#noi")).to_contain_text("Chợ Ví Dụ")
    (route,) = late
    gate.context.route("**/api/v1/gate", lambda route: route.abort())  # from here on only the late answer comes
    with gate.expect_event("requestfailed"):  # it is asked again, with the key of where it stands now
        route.continue_()
    gate.reload()
    gate.locator("#cong").wait_for()
    expect(gate.locator("#noi")).to_contain_text("Chợ Ví Dụ")


def test_set_up_three_times_it_asks_once_a_minute(gate: Page, gate_world: World) -> None:
    market = gate_world.another_venue()
    change(gate, market)
    change(gate, gate_world.venue_code)
    gate.wait_for_load_state("networkidle")
    asked: list[Request] = []
    gate.on("request", lambda request: asked.append(request) if request.url.endswith("/api/v1/gate") else None)
    with gate.expect_response("**/api/v1/gate"):
        gate.evaluate("window.dispatchEvent(new Event('online'))")
    gate.wait_for_load_state("networkidle")
    assert len(asked) == 1
