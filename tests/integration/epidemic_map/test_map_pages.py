"""The map's pages: figures of the reader's units, both trees, zones that end by themselves, and a public map without a count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import TODAY
from tests.unit.areas.test_boundaries import feature, file_of, square

from truyvet.areas.actions.boundaries import import_boundaries
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.day_figures.models import CountedDay, UnitFigure

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
DAY = LocalDay.of_date(TODAY)
SYSTEM = Scope.system("test", DAY)
HERE, BESIDE, ELSEWHERE = "07783", "07801", "07444"


def counted(units: dict[str, int], now: datetime, figures: dict[str, int], *, measure: str = "cases.confirmed", back: int = 14) -> None:
    """Figures of today by code, after a fortnight that was counted."""
    for days in range(back):
        CountedDay.objects.create(measure=measure, day=DAY - timedelta(days=days), first_counted_at=now, last_counted_at=now)
    for code, value in figures.items():
        UnitFigure.objects.create(measure=measure, day=DAY, unit_id=units[code], value=value, counted_at=now)


def payload(client: Client, address: str = "/ban-do/") -> dict[str, Any]:
    text = client.get(address).content.decode()
    found = re.search(r'<script id="ban-do" type="application/json">(.*?)</script>', text, re.S)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def lines(now: datetime, *codes: str, edition: str = "2021") -> None:
    text = file_of(*(feature(code, square(106.2 + 0.02 * at, 21.2)) for at, code in enumerate(codes)))
    import_boundaries(by=By.system("test"), now=now, scope=SYSTEM, text=text, file_name="x", edition=edition)


def test_a_commune_sees_its_own_figure_and_no_other_one(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    officer = client_for("commune_officer", HERE)
    page = officer.get("/ban-do/").content.decode()
    assert "Ngày này chưa có số liệu" in page and "chưa biết khác với không có" in page
    counted(units, house_clock, {HERE: 7, BESIDE: 31})
    page = officer.get("/ban-do/").content.decode()
    assert "Ca xác nhận trong 14 ngày: 7, đều ở" in page and "31" not in re.sub(r"31/05/2021|2021-05-31", "", page)
    assert payload(officer) == {}, "without boundaries the drawing is tiles, and the script draws nothing"
    lines(house_clock, HERE)
    told = payload(officer)
    assert list(told["units"]) == [HERE] and told["units"][HERE][0] == "n2"


def test_the_page_costs_the_same_for_one_commune_and_for_a_province(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    lines(house_clock, HERE, BESIDE, ELSEWHERE)
    counted(units, house_clock, {HERE: 1, BESIDE: 2, ELSEWHERE: 3})
    counts = []
    for role, unit in (("commune_officer", HERE), ("district_officer", "222"), ("province_officer", "24")):
        client = client_for(role, unit)
        client.get("/ban-do/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/ban-do/").status_code == 200
        counts.append(len(asked))
    assert max(counts) <= 24 and counts[2] - counts[0] <= 6, counts  # a province also tries the other tree


def test_the_units_of_2025_show_the_figures_of_2021(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    counted(units, house_clock, {HERE: 4})
    page = client_for("province_officer").get("/ban-do/?cay=2025&cap=xa&co=on").content.decode()
    assert "Số của năm kia được quy đổi" in page and "≈" not in page.split("<tbody>")[1].split("</tr>")[0]
    assert "ở 1 nơi" not in page and ": 4, đều ở" in page
    district = client_for("district_officer", "222").get("/ban-do/?cay=2025").content.decode()
    assert "năm 2021" in district and 'value="2025"' not in district, "no district of 2021 is a unit of 2025"


def test_as_it_was_known_that_evening_is_not_what_is_known_today(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    counted(units, house_clock, {HERE: 7})
    officer = client_for("commune_officer", HERE)
    yesterday = DAY - timedelta(days=1)
    assert "không có ở địa bàn" in officer.get(f"/ban-do/?ngay={yesterday}").content.decode()
    assert "chưa có số liệu" in officer.get(f"/ban-do/?ngay={yesterday}&luc-do=on").content.decode()


def test_a_zone_is_drawn_published_and_ended(client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime) -> None:
    lines(house_clock, HERE, BESIDE)
    officer, stranger = client_for("commune_officer", HERE), client_for("commune_officer", ELSEWHERE)
    zone = {
        "kind": "zone", "name": "Thôn Núi Hiểu", "unit": units[HERE], "line": "106.2,21.2 106.21,21.2\n106.21,21.21", "is_public": "on",
        "first_day": "2021-05-31", "last_day": "2021-06-14",
    }  # fmt: skip
    refused = officer.post("/ban-do/vung-va-diem/", zone)
    assert refused.status_code == 422 and "vùng cách ly y tế phải có căn cứ" in refused.content.decode()
    assert officer.post("/ban-do/vung-va-diem/", zone | {"legal_basis": "Quyết định 1"}).status_code == 302
    assert officer.post("/ban-do/vung-va-diem/", zone | {"unit": units[ELSEWHERE], "legal_basis": "x"}).status_code == 422
    assert "Thôn Núi Hiểu" in officer.get("/ban-do/").content.decode()
    assert "Thôn Núi Hiểu" not in officer.get("/ban-do/?ngay=2021-05-30").content.decode(), "the day before it began"
    assert "Thôn Núi Hiểu" not in stranger.get("/ban-do/").content.decode()
    public = stranger.get("/ban-do-dich/").content.decode()
    assert "Thôn Núi Hiểu" in public and "đến hết 14/06/2021" in public
    from truyvet.areas.models import MapMark

    code = MapMark.objects.get().code
    assert stranger.post(f"/ban-do/vung-va-diem/{code}/ket-thuc/").status_code == 404
    assert officer.post(f"/ban-do/vung-va-diem/{code}/ket-thuc/").status_code == 302
    assert MapMark.objects.get().ended_on == TODAY


def test_everybody_sees_levels_and_no_count_and_an_old_level_is_no_report(
    client: Client, units: dict[str, int], house_clock: datetime, client_for: Callable[..., Client]
) -> None:
    from truyvet.areas.models import AreaLevel

    lines(house_clock, *sorted(code for code in units if len(code) == 5))
    counted(units, house_clock, {HERE: 654_321})
    for code, age in ((HERE, 1), (BESIDE, 15)):
        AreaLevel.objects.create(
            unit_id=units[code], first=DAY - timedelta(days=age), level="very_high", proposed="very_high", rule_set="2686",
            decided_at=house_clock - timedelta(days=age),
        )  # fmt: skip
    answer = client.get("/ban-do-dich/")
    page = answer.content.decode()
    assert "Nguy cơ rất cao" in page and "654321" not in page and "654.321" not in page
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    told = payload(client, "/ban-do-dich/")
    assert told["units"][HERE][0] == "very_high" and told["units"][BESIDE][0] == "no_report", "decided a fortnight ago: out of date"
    shapes = client.get(told["lines"])
    assert shapes.status_code == 200 and "public" in shapes["Cache-Control"]
    assert {each["properties"]["code"] for each in shapes.json()["features"]} >= {HERE, BESIDE}
    assert client.get(told["lines"], HTTP_IF_NONE_MATCH=shapes["ETag"]).status_code == 304
    assert client.get("/ban-do/ranh-gioi/1999/commune/24.json").status_code == 404
    assert "QĐ. Hoàng Sa" in page and "QĐ. Trường Sa" in page
    printed = client_for("province_officer").get("/ban-do/in/?kho=A3").content.decode()
    assert "QĐ. Hoàng Sa" in printed and "Ranh giới bản" in printed and 'class="map-sheet A3"' in printed and " km</text>" in printed


def test_boundaries_travel_compressed_and_are_known_again(client: Client, units: dict[str, int], house_clock: datetime) -> None:
    lines(house_clock, *sorted(code for code in units if len(code) == 5)[:40])
    address = "/ban-do/ranh-gioi/2021/commune/24.json"
    plain, packed = client.get(address), client.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert packed["Content-Encoding"] == "gzip" and len(packed.content) < len(plain.content) / 3
    assert client.get(address, HTTP_IF_NONE_MATCH=packed["ETag"], HTTP_ACCEPT_ENCODING="gzip").status_code == 304
