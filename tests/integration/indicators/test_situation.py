"""The chair's page: today beside yesterday in few statements, each number opens what it is made of, any past day as it was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, THERE, outbreak

from truyvet.access.models import Staff
from truyvet.cases.models import Case
from truyvet.day_figures.jobs.recount import recount
from truyvet.followup.jobs.take_over import take_over

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db


def test_the_day_and_what_its_numbers_are_made_of(
    client_for: Callable[..., Client], units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime,
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    chair = client_for("chair", "24")
    assert "Hôm nay chưa có số liệu" in chair.get("/", follow=True).content.decode(), "the chair's home"
    made = outbreak(units, staff, house_clock)
    here = made.settle(HERE, "Mận", "1")
    for side in (here, made.settle(THERE, "Đào", "2")):
        made.fall_ill(side)
    recount(house_clock, is_whole=True)
    with django_assert_max_num_queries(20):
        page = chair.get("/tinh-hinh/").content.decode()
    assert "2 ca mới, nhiều hơn hôm trước 2" in page and "+2 so với hôm trước" in page
    assert "hôm trước chưa đếm" in page, "what stood yesterday was never counted: that is not zero"
    opened = chair.get("/tinh-hinh/new/").content.decode()
    assert "Ca mới: 2" in opened and "Việt Yên" in opened
    assert "Hồng Thái" in chair.get("/tinh-hinh/new/?trong=222").content.decode()
    assert chair.get("/tinh-hinh/x/").status_code == chair.get("/tinh-hinh/new/?trong=74").status_code == 404
    commune = client_for("commune_officer", HERE)
    assert "1 ca mới" in commune.get("/tinh-hinh/").content.decode()
    assert commune.get("/tinh-hinh/new/?trong=222").status_code == 404

    # A case that turns out to be none tomorrow was one today.
    Case.objects.filter(code=here.case).update(state="discarded")
    recount(house_clock + timedelta(days=1), is_whole=True)
    assert "1 ca mới" in chair.get("/tinh-hinh/").content.decode()
    monkeypatch.setattr("truyvet.web.clock.now", lambda: house_clock + timedelta(days=1))
    past = chair.get(f"/tinh-hinh/?ngay={TODAY.isoformat()}").content.decode()
    assert "2 ca mới" in past and "Như đã thấy cuối ngày" in past


def test_indicators_say_of_whom(
    client_for: Callable[..., Client], units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime,
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tracer = client_for("tracer", "24")
    empty = tracer.get("/chi-so/").content.decode()
    assert "Chưa đủ ca để tính hệ số lây" in empty and "Chưa xét được báo động" in empty
    made = outbreak(units, staff, house_clock)
    here = made.settle(HERE, "Mận", "1")
    made.meet(here, [here.ids["patient"], here.ids["neighbour"]])
    made.fall_ill(here)
    made.trace(here)
    take_over(house_clock)
    tomorrow = house_clock + timedelta(days=1)
    recount(tomorrow, is_whole=True)
    monkeypatch.setattr("truyvet.web.clock.now", lambda: tomorrow)
    with django_assert_max_num_queries(20):
        page = tracer.get("/chi-so/").content.decode()
    for words in ("0 / 1", "100 %", "1 xã nhiều ca khác thường", "Hồng Thái", "Việt Yên"):
        assert words in page, words
    assert "0 ca khởi phát" not in client_for("commune_officer", HERE).get("/chi-so/").content.decode()
    assert "0 ca khởi phát" in client_for("commune_officer", THERE).get("/chi-so/").content.decode()
