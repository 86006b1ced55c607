"""Levels of risk on the page: proposed with a reason, decided by the province, read by the commune, and seen as on a past day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, THERE, outbreak

from truyvet.access.models import Staff
from truyvet.areas.queries.levels import levels_on
from truyvet.audit.values import Scope
from truyvet.day_figures.jobs.recount import recount

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PROVINCE = Scope("province_officer", ("24/",), TODAY)


@pytest.fixture
def ill(units: dict[str, int], staff: Callable[..., Staff], house_clock: datetime) -> datetime:
    """A case in the community of one commune, with nobody who could have infected it; counted."""
    made = outbreak(units, staff, house_clock)
    made.fall_ill(made.settle(HERE, "Mận", "1"))
    recount(house_clock, is_whole=True)
    return house_clock


def test_from_the_proposal_to_the_decision(
    client_for: Callable[..., Client], units: dict[str, int], ill: datetime, django_assert_max_num_queries: Any
) -> None:
    province = client_for("province_officer", "24")
    with django_assert_max_num_queries(25):
        listed = province.get("/muc-nguy-co/?muc=can").content.decode()
    assert f"/muc-nguy-co/{HERE}/" in listed and "1 nơi cần quyết định mức" in listed and "ít nhất:" in listed, (
        "neighbours are not known: the rules cannot decide"
    )
    address = f"/muc-nguy-co/{HERE}/"
    page = province.get(address).content.decode()
    assert "Có ít nhất một ca chưa rõ nguồn lây" in page and "không quyết định được" in page and "Có ổ dịch chưa rõ nguồn lây" not in page
    # Another source counted two: the larger one is used, and two make a cluster.
    told = f"{address}?f0_unknown=2&crowded_place=0"
    page = province.get(told).content.decode()
    assert "Quy tắc đề xuất: Nguy cơ rất cao" in page and "chưa xác nhận" in page
    keep = told.replace("?", "quyet-dinh/?")
    wrong = province.post(keep, {"level": "high", "first": TODAY.isoformat(), "reason": ""})
    assert wrong.status_code == 422 and "Hãy ghi lý do" in wrong.content.decode()
    done = province.post(keep, {"level": "very_high", "first": TODAY.isoformat(), "reason": ""}, follow=True).content.decode()
    assert "Đã quyết định mức" in done and ": Nguy cơ rất cao" in done and "Phong tỏa y tế" in done
    kept = levels_on(PROVINCE, TODAY)[units[HERE]]
    assert (kept.rule, kept.figures["f0_unknown"], kept.figures["crowded_place"]) == ("commune-cluster-unknown", 2.0, 0.0)
    # By our own count the rules would lower it; the level is held, and the officer's answer is remembered.
    page = province.get(address).content.decode()
    assert '<option value="0" selected' in page

    commune = client_for("commune_officer", HERE)
    page = commune.get(address).content.decode()
    assert ": Nguy cơ rất cao" in page and "Quyết định mức này" not in page
    assert commune.post(f"{address}quyet-dinh/", {"level": "risk", "first": TODAY.isoformat(), "reason": "x"}).status_code == 403
    assert commune.get(f"/muc-nguy-co/{THERE}/").status_code == 404
    before = province.get(f"{address}?ngay={(TODAY - timedelta(days=1)).isoformat()}").content.decode()
    assert "chưa quyết định mức" in before, "yesterday nothing had been decided"


def test_every_filter_opens_its_rows(client_for: Callable[..., Client], ill: datetime) -> None:
    province = client_for("province_officer", "24")
    for query in ("?cap=district&muc=none", "?muc=very_high&bo=218", "?ngay=2021-05-01"):
        assert province.get(f"/muc-nguy-co/{query}").status_code == 200
    assert "Việt Yên" in province.get("/muc-nguy-co/222/").content.decode()
    assert province.get("/muc-nguy-co/24/").status_code == 404
