"""The province's picture in the browser: the chair at 390 px, indicators, and a level from the proposal to the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect
from tests.integration.two_communes import HERE, THERE

from truyvet.access.models import Staff
from truyvet.core import registry
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.models import CountedDay, UnitFigure

if TYPE_CHECKING:
    from django.test import Client

WAVE = (0, 0, 1, 0, 1, 1, 2, 1, 3, 2, 4, 3, 5, 6, 5, 8, 7, 9, 12, 10, 11, 9, 12, 8, 9, 6, 4, 3)
"""New cases of four weeks, the oldest first."""


def count_wave(units: dict[str, int], now: datetime) -> None:
    """Figures of four weeks as the nightly job keeps them: a wave in one commune, a few cases in another."""
    today = LocalDay.of(now)
    names = [measure.name for measure in registry.measures()]
    days = [LocalDay.of_number(today.number - ago) for ago in range(70)]
    CountedDay.objects.bulk_create(
        [CountedDay(measure=name, day=day, first_counted_at=now, last_counted_at=now) for name in names for day in days]
    )
    part = {
        "cases.confirmed": 1.0, "cases.onset": 1.0, "cases.onset_known": 0.9, "cases.detected_week": 0.7, "cases.community": 0.4,
        "followup.unlinked": 0.1, "followup.found": 6.0, "followup.reached_day": 4.8, "followup.checked_day": 4.0,
        "investigations.interviewed_day": 0.8, "cases.open": 9.0, "isolation.quarantine_site": 30.0, "followup.followed": 60.0,
    }  # fmt: skip
    UnitFigure.objects.bulk_create(
        [
            UnitFigure(measure=name, day=day, unit_id=units[code], value=int(share * WAVE[-1 - ago] / scale), counted_at=day.start)
            for name, share in part.items()
            for ago, day in enumerate(days[: len(WAVE)])
            for code, scale in ((HERE, 1), (THERE, 4))
        ]
    )


def test_the_province_at_a_glance(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Client], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    count_wave(units, house_clock)

    def enter(role: str, width: int) -> Page:
        page: Page = page_at(width)
        value = client_for(role, "24").cookies["truyvet"].value
        page.context.add_cookies([{"name": "truyvet", "value": value, "url": live_server.url}])
        return page

    def look(page: Page, what: str) -> None:
        axe(page)
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what
        shot(page, f"indicators-{what}-{width}")

    chair = enter("chair", 390)
    chair.goto("/tinh-hinh/")
    expect(chair.get_by_role("heading", level=1)).to_contain_text("3 ca mới, ít hơn hôm trước 2")
    look(chair, "chair")
    chair.get_by_role("link", name="3", exact=True).first.click()
    expect(chair.get_by_role("link", name="Huyện Việt Yên")).to_be_visible()
    look(chair, "figure")
    chair.goto("/chi-so/")
    expect(chair.get_by_role("heading", level=1)).to_contain_text("mỗi ca lây cho 0,8 người (0,6–1,0)")
    look(chair, "trends")

    province = enter("province_officer", 1280)
    province.goto("/chi-so/")
    look(province, "trends")
    province.goto("/tinh-hinh/")
    look(province, "chair")
    province.goto("/muc-nguy-co/?muc=can")
    look(province, "levels")
    province.get_by_role("link", name="Xã Hồng Thái").click()
    province.get_by_label("Có ca liên quan khu công nghiệp").select_option("1")
    province.get_by_role("button", name="Xét lại đề xuất").click()
    expect(province.get_by_role("heading", name="Quy tắc đề xuất: Nguy cơ rất cao")).to_be_visible()
    look(province, "proposal")
    province.get_by_label("Nguy cơ cao", exact=True).check()
    province.get_by_role("button", name="Quyết định mức này").click()
    expect(province.get_by_text("Hãy ghi lý do").first).to_be_visible()
    province.get_by_label("Lý do").fill("các ca cùng một khu trọ đã phong tỏa")
    province.get_by_role("button", name="Quyết định mức này").click()
    expect(province.get_by_role("heading", level=1)).to_contain_text("Nguy cơ cao")
    look(province, "decided")
