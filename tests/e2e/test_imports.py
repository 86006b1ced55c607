"""The page of imports in a real browser: a spreadsheet of a commune, its words, its rejected rows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.integration.exchange.test_uploads import PEOPLE

from truyvet.exchange.jobs.uploads import import_next_upload
from truyvet.exchange.models import ImportJob


@pytest.mark.skipif(not os.environ.get("TRUYVET_IMPORT_PAGES"), reason="half a minute for each width: TRUYVET_IMPORT_PAGES=1 asks for it")
@pytest.mark.parametrize("width", [390, 1280])
def test_a_tracer_imports_a_spreadsheet(
    transactional_db: None,
    units: dict[str, int],
    now: datetime,
    client_for: Callable[..., Any],
    page_at: Any,
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    width: int,
) -> None:
    client = client_for("tracer", "24")
    page: Page = page_at(width)
    page.context.add_cookies([{"name": "truyvet", "value": client.cookies["truyvet"].value, "url": live_server.url}])

    def look(name: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shot(page, f"import-{name}-{width}")

    page.goto("/nhap-du-lieu/")
    page.get_by_role("link", name="Nhập tệp").click()
    page.get_by_label("Danh sách người").check()
    page.get_by_label("Tệp", exact=True).set_input_files({"name": "xã.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()})
    look("upload")
    page.get_by_role("button", name="Gửi tệp và xem trước").press("Enter")
    expect(page.get_by_label("Họ tên")).to_have_value("name")
    look("mapping")
    page.get_by_role("button", name=re.compile("Nhập$")).press("Enter")
    expect(page.get_by_label("Xã Tăng Tiến")).to_have_value("07789")
    look("words")
    page.get_by_role("button", name=re.compile("Nhập$")).press("Enter")
    expect(page.get_by_text("Đang chờ đến lượt")).to_be_visible()
    look("waiting")
    assert import_next_upload(now) == 1
    expect(page.get_by_role("heading", name=re.compile("có dòng bị loại"))).to_be_visible()
    look("done")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tải các dòng bị loại").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Xem từng dòng").click()
    look("rejects")
    page.goto("/nhap-du-lieu/")
    look("list")
    assert ImportJob.objects.get().accepted == 1
