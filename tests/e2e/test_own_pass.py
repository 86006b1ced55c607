"""A yes hides the pass on this phone at once: offline, signed out, in another tab; and the way back. In a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect
from tests.e2e.test_declare import home, me, next_step, place, ready, sign_in, who  # noqa: F401 - some are fixtures
from tests.e2e.test_declare_sending import FORM, send
from tests.e2e.until import until
from tests.unit.declarations.sample_answers import whole

from truyvet.audit.values import By
from truyvet.declarations.actions import declare
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.submission import Submission
from truyvet.passes.actions import note_declaration
from truyvet.web import clock

USABLE, STATION = "Mã dùng được", "Mời bạn gọi trạm y tế"


def declared_clear(person: int) -> None:
    at = clock.now() - timedelta(hours=1)
    note_declaration(by=By.system("test"), now=clock.now(), person_id=person, declared_at=at, clear=True)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words)).to_be_visible()


def fever(page: Page) -> None:
    """Fills the open form in up to the question of symptoms and answers yes."""
    ready(page)
    next_step(page)
    who(page, "Nguyễn Thị Hoa", "1990")
    home(page)
    next_step(page)
    page.locator("[data-field=showSignal]").get_by_label("Có").check()
    page.get_by_label("Dấu hiệu nào, từ ngày nào?").fill("sốt từ hôm qua")
    while page.get_by_role("button", name="Tiếp tục").is_visible():
        next_step(page)


def test_a_yes_hides_the_pass_offline_signed_out_and_in_the_other_tab(
    me: int,  # noqa: F811 - a fixture
    page_at: Any,
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    declared_clear(me)
    tab: Page = page_at(390)
    sign_in(tab, live_server, me)
    tab.goto("/ma/")
    heading(tab, USABLE)
    form = tab.context.new_page()
    form.goto(FORM)
    tab.context.clear_cookies()  # the session ends inside the form
    fever(form)
    tab.context.set_offline(True)
    send(form)
    heading(form, "Đã lưu trên máy, chờ gửi")
    heading(tab, STATION)
    expect(tab.locator("#ma")).to_be_hidden()
    expect(tab.get_by_role("link", name="19009095")).to_have_attribute("href", "tel:19009095")
    axe(tab)
    shot(tab, "pass-hidden-390")
    tab.context.set_offline(False)
    heading(form, "Đã nhận tờ khai")
    assert not Declaration.objects.get().verified
    tab.reload()
    heading(tab, STATION)
    expect(tab.get_by_role("link", name="Nhận mã bằng số điện thoại")).to_be_visible()
    sign_in(tab, live_server, me)
    tab.reload()
    until(lambda: Declaration.objects.get().verified)  # claimed before a pass was asked for
    heading(tab, STATION)


def test_a_yes_under_my_name_from_elsewhere_is_asked_for_and_answered(
    me: int,  # noqa: F811 - a fixture
    page_at: Any,
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    declared_clear(me)
    said = Submission(uuid4(), "whole_population", whole(showSignal="1"), clock.now(), consent="2022-03.1")
    declare(by=By.system("test"), now=clock.now(), submission=said)
    page: Page = page_at(390)
    sign_in(page, live_server, me)
    page.goto("/ma/")
    heading(page, "Tờ khai này có phải của bạn?")
    axe(page)
    shot(page, "pass-whose-390")
    page.get_by_role("button", name="Không phải của tôi").click()
    heading(page, USABLE)
