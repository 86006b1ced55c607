"""A found contact is not reached, called again, answers by link, tells of symptoms and gets help; a release says what is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.test_every_page import signed_in
from tests.integration.followup.test_list_counts import followed
from tests.integration.two_communes import HERE, PATHS, both, outbreak

from truyvet.access.models import Staff
from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.followup import queries
from truyvet.followup.jobs.take_over import take_over
from truyvet.followup.models import Attempt, DailyCheck, FollowUp, FollowUpSource

CALLS = int(os.environ.get("TRUYVET_SHIFT_CALLS", "7"))
"""Seven show every outcome; TRUYVET_SHIFT_CALLS=20 is the shift of issue 10."""
WELL = "Khỏe, không cần gì"
OUTCOMES = (WELL, "Không nghe máy", WELL, "Nói chuyện được", "Sai số", WELL, "Không chịu nói")
LIST, BOARD = "/nguoi-can-theo-doi/", "/nguoi-can-theo-doi/goi/"


@pytest.mark.parametrize("width", [390, 1280])
def test_from_found_to_looked_after(
    transactional_db: None, units: dict[str, int], staff: Callable[..., Staff], client_for: Callable[..., Any], page_at: Any,
    live_server: Any, house_clock: datetime, axe: Callable[[Page], None], shot: Callable[[Page, str], None], width: int,
) -> None:  # fmt: skip
    here, _there = both(outbreak(units, staff, house_clock))
    take_over(house_clock)
    page: Page = page_at(width)
    signed_in(page, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)
    look = seen(page, axe, shot, width)
    page.goto(LIST)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 người cần theo dõi")
    look("list")
    page.goto(BOARD)
    page.get_by_role("button", name="Bắt đầu").click()
    name = page.get_by_role("heading", level=1).inner_text()
    assert name in {here.secrets["neighbour name"], here.secrets["traveller name"]}
    look("board")
    page.get_by_role("button", name="Không nghe máy").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi: Không nghe máy.")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    tried = FollowUp.objects.get(attempts=1)
    assert tried.due_at == house_clock + timedelta(hours=3), "not reached is not done"
    page.get_by_role("button", name="Kết thúc ca gọi").click()
    code = tried.person.code
    page.goto(f"{LIST}{code}/")
    look("record")
    page.get_by_role("button", name="Tạo đường dẫn tự báo").click()
    link = page.get_by_text(re.compile("/suc-khoe-hang-ngay/")).inner_text()
    phone: Page = page_at(390)
    phone.goto(link[link.index("/suc-khoe") :])
    axe(phone)
    phone.get_by_text("Tôi · không khỏe hoặc cần giúp").click()
    phone.get_by_label("Báo cho người này").check()
    phone.get_by_label("Khó thở").check()
    phone.get_by_label("Thuốc đang dùng").check()
    shot(phone, f"daily-answer-{width}")
    phone.get_by_role("button", name="Gửi", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã nhận. Cảm ơn bạn.")
    expect(phone.get_by_text("gọi 115 ngay")).to_be_visible()
    page.goto(f"{LIST}?loc=symptoms")
    expect(page.get_by_text("Gọi ngay: có triệu chứng")).to_be_visible()
    page.goto(f"{LIST}{code}/")
    page.get_by_role("button", name="Tôi lo").click()
    expect(page.get_by_role("status")).to_contain_text("Bạn nhận lo việc này.")
    page.get_by_label("Hết thời gian theo dõi, khỏe").check()
    page.get_by_role("button", name="Kết thúc theo dõi").click()
    expect(page.get_by_text("Chưa hết ngày theo dõi cuối cùng.").first).to_be_visible()
    look("refused")


def test_a_shift_of_calls(
    transactional_db: None, units: dict[str, int], client_for: Callable[..., Any], page_at: Any, live_server: Any, house_clock: datetime,
    axe: Callable[[Page], None], shot: Callable[[Page, str], None],
) -> None:  # fmt: skip
    """One person after another, by keyboard: nothing is lost, and the numbers of the lists fall by exactly what was done."""
    outcomes = [OUTCOMES[at % len(OUTCOMES)] for at in range(CALLS)]
    rows = followed(units, 3 * CALLS + 6)
    FollowUp.objects.filter(commune_id=units[HERE]).exclude(pk__in=[row.pk for row in rows[: 3 * CALLS : 3]]).update(has_phone=False)
    FollowUpSource.objects.bulk_create(
        FollowUpSource(follow_up=row, kind="contact", generation=1, last_exposure=row.last_exposure, found_at=row.opened_at) for row in rows
    )
    for number, row in enumerate(rows[: 3 * CALLS : 3]):
        row.person.name = f"Lò Thị Mận {number}"
        row.person.save(update_fields=["name"])
    scope = Scope("commune_officer", (PATHS[HERE],), LocalDay.of(house_clock))
    before = queries.followed_counts(scope, house_clock)
    page, other = page_at(390), client_for("commune_officer", HERE)
    signed_in(page, live_server.url, client_for("commune_officer", HERE).cookies["truyvet"].value)
    look = seen(page, axe, shot, 390)
    page.goto(BOARD)
    page.get_by_role("button", name="Bắt đầu").press("Enter")
    for number, outcome in enumerate(outcomes):
        name = page.get_by_role("heading", level=1).inner_text()
        if number == 0:
            look("shift")
            assert "đang gọi" in other.get(LIST).content.decode(), "a colleague sees who is on the line"
        page.get_by_label("Ghi chú").fill(f"ghi {number}")
        page.get_by_role("button", name=outcome, exact=True).press("Enter")
        if outcome == "Nói chuyện được":
            expect(page.get_by_role("heading", level=1)).to_contain_text("Sức khỏe hôm nay")
            page.get_by_label("Ho", exact=True).check()
            page.get_by_role("button", name="Ghi sức khỏe hôm nay").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(Lò Thị Mận|Không còn ai)"))
        expect(page.get_by_role("heading", level=1)).not_to_have_text(name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Không còn ai phải gọi lúc này")
    after = queries.followed_counts(scope, house_clock)
    well, unwell = outcomes.count(WELL), outcomes.count("Nói chuyện được")
    assert before["not_called"] - after["not_called"] == CALLS
    assert (after["not_reached"], after["symptoms"]) == (CALLS - well - unwell, unwell)
    assert {row.note for row in Attempt.objects.all()} == {f"ghi {number}" for number in range(CALLS)}
    assert DailyCheck.objects.count() == well + unwell and not FollowUp.objects.filter(called_by__isnull=False).exists()


def seen(page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None], width: int) -> Callable[[str], None]:
    """Looks at the page as it now stands: nothing against WCAG, nothing wider than the screen, a picture."""

    def look(what: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shot(page, f"follow-up-{what}-{width}")

    return look
