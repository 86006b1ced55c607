"""Numbers of health stations: entered on the page, shown where a citizen is told to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY

from truyvet.areas.queries.health_stations import call_words
from truyvet.audit.values import Scope

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
CITIZEN = Scope("citizen", (), TODAY)


def dials(unit: int) -> list[str]:
    return [each["dial"] for each in call_words(CITIZEN, unit, "vi")]


def test_an_officer_enters_the_number_of_the_own_commune_and_citizens_see_it(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    officer = client_for("commune_officer", "07783")
    page = officer.get("/so-tram-y-te/")
    assert page.status_code == 200 and "1 nơi chưa có số" in page.content.decode()
    wrong = officer.post("/so-tram-y-te/07783/", {"phone": "115"})
    assert wrong.status_code == 422 and "Số cũ được giữ nguyên" in wrong.content.decode()
    assert officer.post("/so-tram-y-te/07783/", {"phone": "0204 3883 115"}).status_code == 302
    assert dials(units["07783"]) == ["02043883115", "19009095", "115"]
    assert officer.get("/so-tram-y-te/07801/").status_code == 404
    district = client_for("district_officer", "222")
    district.post("/so-tram-y-te/222/", {"phone": "0204 3874 999"})
    assert dials(units["07801"])[0] == "02043874999" and dials(units["07783"])[0] == "02043883115"
    assert officer.post("/so-tram-y-te/07783/", {"phone": ""}).status_code == 302
    assert dials(units["07783"])[0] == "02043874999"
    asked = district.get("/suc-khoe-hang-ngay/het-han/").content.decode()
    assert 'href="tel:19009095"' in asked and 'href="tel:115"' in asked
