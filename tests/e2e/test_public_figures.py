"""A citizen reads the figures on a telephone and on a screen, finds a commune, and opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.integration.public_figures.test_pages import two_weeks


@pytest.mark.parametrize("width", [390, 1280])
def test_a_citizen_reads_the_figures(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Any], page_at: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], None], width: int,
) -> None:  # fmt: skip
    staff("chair", "24")
    two_weeks(units, house_clock)
    page: Page = page_at(width, "/so-lieu/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bắc Giang")
    expect(page.locator("svg.figure-chart rect")).to_have_count(13)
    axe(page)
    shot(page, f"public-figures-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Tên huyện hoặc xã").fill("nếnh")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Thị trấn Nếnh").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thị trấn Nếnh")
    axe(page)
    shot(page, f"public-figures-unit-{width}")
