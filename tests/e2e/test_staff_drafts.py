"""A staff form never loses its text: ended session, refused token, busy database. The draft is its own account's alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from tests.e2e.until import until

from truyvet.audit.values import By
from truyvet.people.actions import register_person
from truyvet.people.values import NewPerson
from truyvet.people.work import WORK_KEY

FORM = "/ca-benh/moi/"
NAME = "Nguyễn Thị Chưa Lưu"
ROWS = """
  const database = await new Promise((done) => { indexedDB.open('truyvet-drafts', 1).onsuccess = ({ target }) => done(target.result); });
  const store = database.transaction('drafts').objectStore('drafts');
  const rows = await new Promise((done) => { store.getAll().onsuccess = ({ target }) => done(target.result); });
"""
STORED = f"async () => {{ {ROWS} return rows.map((row) => JSON.stringify(row) + new TextDecoder('latin1').decode(row.data)).join(); }}"
UNTIL_KEPT = f"""async () => {{
  const end = performance.now() + 15_000;
  while ((await ({STORED})()) === '') if (performance.now() > end) throw new Error('no draft was kept');
}}"""
THEIR_KEY_OPENS_IT = f"""async () => {{
  const {{ keys: [text] }} = await (await fetch('/ban-nhap/khoa/')).json();
  const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  {ROWS}
  const [{{ iv, data }}] = rows;
  return crypto.subtle.decrypt({{ name: 'AES-GCM', iv }}, key, data).then(() => true, () => false);
}}"""


@pytest.fixture
def as_somebody(transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], live_server: Any) -> Callable[..., Any]:
    """``as_somebody(page)``: signs a new tracer in, in this browser; again with their client for the same account."""

    def sign_in(page: Page, client: Any = None) -> Any:
        client = client or client_for("tracer", "24")
        client.force_login(client.staff)
        page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])
        return client

    return sign_in


def typed(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Họ và tên").press_sequentially(NAME)
    page.evaluate(UNTIL_KEPT)


def save(page: Page) -> None:
    page.locator("main form[method=post] button:not([value=find])").last.click()


def test_text_typed_before_an_ended_session_is_back_for_its_account_alone(
    as_somebody: Callable[..., Any], page_at: Any, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page: Page = page_at(1280)
    me = as_somebody(page)
    typed(page)
    assert "Chưa Lưu" not in page.evaluate(STORED)
    Session.objects.all().delete()
    save(page)
    expect(page).to_have_url(re.compile("dang-nhap.*next=/ca-benh/moi/"))
    expect(page.get_by_text("vẫn còn trên máy này")).to_be_visible()
    axe(page)
    shot(page, "draft-signed-out-1280")
    page.reload()
    expect(page.get_by_text("vẫn còn trên máy này")).to_be_hidden()  # the next one at this device is not told
    as_somebody(page)
    with page.expect_response("**/ban-nhap/khoa/"):
        page.goto(FORM)
    expect(page.locator("#ban-nhap")).to_be_hidden()
    assert page.evaluate(THEIR_KEY_OPENS_IT) is False
    as_somebody(page, me)
    page.goto("/ca-benh/")
    expect(page.locator("#ban-nhap")).to_contain_text("còn đây")
    page.get_by_role("link", name="Mở trang").click()
    axe(page)
    shot(page, "draft-1280")
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Họ và tên")).to_have_value(NAME)
    assert page.evaluate(THEIR_KEY_OPENS_IT) is True


@pytest.mark.parametrize("status", [403, 503])
def test_a_refused_token_and_a_busy_database_keep_the_text(
    as_somebody: Callable[..., Any], page_at: Any, shot: Callable[[Page, str], None], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    page: Page = page_at(390)
    as_somebody(page)
    typed(page)
    if status == 403:
        page.context.clear_cookies(name="csrftoken")
        save(page)
        expect(page.get_by_role("heading", name="Trang đã mở quá lâu")).to_be_visible()
    else:
        page.route(f"**{FORM}", lambda route: route.fulfill(status=503, body="busy"), times=1)
        save(page)
        expect(page.get_by_text("busy")).to_be_visible()
    page.goto(FORM)
    expect(page.locator("#ban-nhap")).to_contain_text("còn đây")
    shot(page, "draft-390")
    page.get_by_role("button", name="Xóa bản nháp").click()
    page.reload()
    assert page.evaluate(STORED) == ""


def test_what_was_saved_leaves_no_draft(as_somebody: Callable[..., Any], page_at: Any, units: dict[str, int], now: datetime) -> None:
    page: Page = page_at(390)
    session = as_somebody(page).session
    session[WORK_KEY] = "task:double_entry"
    session.save()
    one, two = (
        register_person(by=By.system("test"), now=now, person=NewPerson(name, 1990, commune_id=units["07783"])).code
        for name in ("A A", "B B")
    )
    page.goto(f"/nguoi/{one}/")
    page.locator("[name=reason]").press_sequentially("cùng căn cước")
    page.evaluate(UNTIL_KEPT)
    page.locator("[name=into]").fill(two)
    page.locator("[name=into]").press("Enter")
    expect(page.get_by_role("button", name="Gỡ gộp")).to_be_visible()
    page.wait_for_function(f"async () => (await ({STORED})()) === ''")
    expect(page.locator("#ban-nhap")).to_be_hidden()


def test_what_was_typed_before_the_key_came_is_kept(as_somebody: Callable[..., Any], page_at: Any) -> None:
    page: Page = page_at(390)
    as_somebody(page)
    asked: list[Any] = []
    page.route("**/ban-nhap/khoa/", lambda route: asked.append(route))  # noqa: PLW0108 - playwright marks the function
    page.goto(FORM)
    page.get_by_label("Họ và tên").press_sequentially(NAME)
    until(lambda: page.evaluate("true") and asked)
    assert page.evaluate(STORED) == ""
    asked[0].continue_()
    page.evaluate(UNTIL_KEPT)
