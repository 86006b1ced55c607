"""Looking back: places that cases shared, and which case may have come before which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS, PROVINCE, THERE, Outbreak, Side, outbreak

from truyvet.access.models import Staff
from truyvet.audit.values import Scope
from truyvet.investigations.queries import earlier_cases, shared_places

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
PAGE = "/truy-vet/nguon-chung/"


@pytest.fixture
def made(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Outbreak:
    return outbreak(units, staff, now)


@pytest.fixture
def pair(made: Outbreak) -> tuple[str, str, Side]:
    """The neighbour met the patient at the venue three days ago and fell ill a day ago: (earlier, later, side)."""
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]], days=3)
    made.fall_ill(side, part="neighbour", onset=1)
    later = side.case
    made.fall_ill(side, part="patient", onset=2.5)
    earlier = side.case
    made.trace(side, later)
    return earlier, later, side


def test_a_shared_place_and_the_earlier_case(client_for: Callable[..., Client], pair: tuple[str, str, Side]) -> None:
    earlier, later, side = pair
    (place,) = shared_places(PROVINCE)
    assert place.place.name == "Nhà văn hoá Mận"
    assert {case for case, *_ in place.cases} == {earlier, later}
    assert place.pairs_at_once == 1
    (found,) = earlier_cases(PROVINCE)
    assert (found.case, found.source, found.times, found.seconds) == (later, earlier, 1, 7_200)
    page = client_for("tracer").get(PAGE).content.decode()
    assert "2 ca cùng đến Nhà văn hoá Mận trước khi bệnh" in page
    assert "1 cặp ở đó cùng lúc" in page
    assert f"/ca-benh/{earlier}/" in page
    for part in ("patient", "neighbour"):
        assert side.secrets[f"{part} name"] not in page
        assert side.people[part] not in page


def test_a_run_of_the_earlier_case_alone_says_it_too(made: Outbreak) -> None:
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"], side.ids["neighbour"]], days=3)
    made.fall_ill(side, part="patient", onset=2.5)
    earlier = side.case
    made.trace(side)
    made.fall_ill(side, part="neighbour", onset=1)
    (found,) = earlier_cases(PROVINCE)
    assert (found.case, found.source, found.times) == (side.case, earlier, 1)


def test_narrowed_to_a_case(client_for: Callable[..., Client], pair: tuple[str, str, Side]) -> None:
    earlier, later, _ = pair
    tracer = client_for("tracer")
    assert earlier_cases(PROVINCE, case=later)
    assert not earlier_cases(PROVINCE, case=earlier)
    assert f"Ca {later}" in tracer.get(PAGE, {"ca": later}).content.decode()
    page = tracer.get(PAGE, {"ca": "BG-9999"}).content.decode()
    assert "Chưa thấy nguồn chung" in page
    assert "Ca BG-9999" not in page


def test_what_lies_elsewhere_is_not_there(client_for: Callable[..., Client], pair: tuple[str, str, Side], made: Outbreak) -> None:
    _, later, side = pair
    elsewhere = Scope("tracer", (PATHS[THERE],), TODAY)
    assert shared_places(elsewhere) == () and earlier_cases(elsewhere) == ()
    page = client_for("tracer", THERE).get(PAGE, {"ca": later}).content.decode()
    assert not [text for name, text in side.secrets.items() if name != "case code" and text in page]
    # A case of the other commune at the same place is no case for an officer of this one.
    there = made.settle(THERE, "Ổi", "2")
    made.meet(side, [there.ids["patient"]], days=4)
    made.fall_ill(there)
    here = Scope("tracer", (PATHS[HERE],), TODAY)
    (place,) = shared_places(here)
    assert there.case not in {case for case, *_ in place.cases}
    assert len(shared_places(PROVINCE)[0].cases) == 3


def test_long_before_and_after_falling_ill_says_nothing(made: Outbreak) -> None:
    side = made.settle(HERE, "Mận", "1")
    made.meet(side, [side.ids["patient"]], days=20)
    made.meet(side, [side.ids["neighbour"]], days=1)
    made.fall_ill(side, part="neighbour", onset=3)
    made.fall_ill(side, part="patient", onset=2)
    assert shared_places(PROVINCE) == ()


def test_an_empty_page_leads_on(client_for: Callable[..., Client], units: dict[str, int]) -> None:
    page = client_for("tracer").get(PAGE).content.decode()
    assert "Chưa thấy nơi nào nhiều ca cùng đến" in page
    assert client_for("chair").get(PAGE).status_code == 403


def test_the_same_number_of_queries_whatever_the_rows(pair: tuple[str, str, Side], made: Outbreak, now: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            shared_places(PROVINCE)
            earlier_cases(PROVINCE)
        return len(seen)

    few = asked()
    _, _, side = pair
    for place in range(3):
        made.person(side, f"p{place}", f"Lý Văn Mận{place}", f"091555555{place}")
        made.meet(side, [side.ids["patient"], side.ids[f"p{place}"]], days=4 + place)
        made.fall_ill(side, part=f"p{place}", onset=1)
        made.trace(side, now=now + timedelta(minutes=place + 1))
    assert asked() == few
