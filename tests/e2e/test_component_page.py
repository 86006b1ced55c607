"""The living page of components, in every width, ground and language: axe finds nothing, nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from truyvet.web.clock import ShiftedClock

PATH = "/thanh-phan/"


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """The page is there in demonstrations only."""
    settings.TRUYVET_DEMO = True
    settings.TRUYVET_CLOCK = ShiftedClock(datetime(2021, 5, 31, 1, 12, tzinfo=UTC), time())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_component_is_readable_by_all(
    page_at: Any, axe: Callable[[Page], None], shot: Callable[[Page, str], None], language: str
) -> None:
    page = page_at(1280, PATH, language=language)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for look in ("light", "dark"):
            page.emulate_media(color_scheme=look)
            shot(page, f"components-{width}-{language}-{look}")
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_touch_targets_on_a_phone_are_44_px(page_at: Any) -> None:
    page = page_at(390, PATH)
    small = page.evaluate(
        """[...document.querySelectorAll(`.button, .chip, .tabs a, .choice, .menu > summary, input:not([type=hidden],
        [type=checkbox], [type=radio]), select`)].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_menu_opens_by_touch_and_shuts_by_escape(page_at: Any, axe: Callable[[Page], None], shot: Any) -> None:
    page = page_at(390, PATH)
    page.locator(".menu > summary").click()
    expect(page.get_by_role("navigation", name="Các trang (điện thoại)")).to_be_visible()
    shot(page, "components-menu-390")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Các trang (điện thoại)")).to_be_hidden()


def test_a_dangerous_action_says_the_number_and_asks_why(page_at: Any, axe: Callable[[Page], None], shot: Any) -> None:
    page = page_at(1280, PATH)
    page.get_by_role("button", name="Gửi 38 tin").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("38 người sẽ nhận tin nhắn")
    expect(dialog.get_by_label("Lý do")).to_be_visible()
    shot(page, "components-dialog-1280")
    axe(page)
    dialog.get_by_role("button", name="Không làm").click()
    expect(dialog).to_be_hidden()


def test_the_ground_and_the_language_are_kept(page_at: Any) -> None:
    page = page_at(1280, PATH)
    page.get_by_role("button", name="Nền tối").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Light")).to_be_visible()


def test_the_first_tab_leads_to_the_content(page_at: Any) -> None:
    page = page_at(1280, PATH)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()


def test_the_graph_library_lives_under_our_content_policy(page_at: Any) -> None:
    page = page_at(1280, PATH)
    page.add_script_tag(url="/static/vendor/cytoscape.min.js")
    drawn = page.evaluate(
        """() => {
          const box = document.createElement('div');
          box.className = 'graph';
          document.querySelector('main').append(box);
          const cy = cytoscape({container: box, layout: {name: 'breadthfirst'}, elements: [
            {data: {id: 'a'}}, {data: {id: 'b'}}, {data: {id: 'ab', source: 'a', target: 'b'}}]});
          return [cy.nodes().length, box.querySelectorAll('canvas').length, box.clientHeight];
        }"""
    )
    assert drawn[0] == 2
    assert drawn[1] >= 1
    assert drawn[2] > 500
