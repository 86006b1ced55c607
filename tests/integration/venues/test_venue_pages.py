"""The pages of venues: counts, never names."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from truyvet.audit.values import By, Scope
from truyvet.people.values import PurposeMissing
from truyvet.venues import person as share
from truyvet.venues import queries
from truyvet.venues.actions import RegisteredVenue, VisitLine, add_visits

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db


@pytest.fixture
def visited(venue: Callable[..., RegisteredVenue], person: Callable[[], int], by: By, now: datetime) -> tuple[RegisteredVenue, int]:
    place, who = venue(), person()
    at = int(now.timestamp()) - 3_600
    add_visits(by=by, now=now, visits=[VisitLine(uuid.uuid4(), who, place.id, at)])
    return place, who


def test_the_list_counts_and_names_nobody(client_for: Callable[..., Client], visited: tuple[RegisteredVenue, int]) -> None:
    page = client_for("tracer").get("/dia-diem/", {"tim": "vi du"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Nhà máy Ví Dụ" in text
    assert "Nguyễn Thị" not in text
    one = client_for("commune_officer", "07783").get(f"/dia-diem/{visited[0].code}/").content.decode()
    assert "1 lượt đến trong 24 giờ qua" in one


@pytest.mark.parametrize(("role", "unit", "status"), [
    ("commune_officer", "07783", 200), ("commune_officer", "07444", 404), ("community_team", "07783", 403), ("admin", "24", 403),
])  # fmt: skip
def test_who_sees_a_venue(
    client_for: Callable[..., Client], visited: tuple[RegisteredVenue, int], role: str, unit: str, status: int
) -> None:
    client = client_for(role, unit)
    assert client.get(f"/dia-diem/{visited[0].code}/").status_code == status
    listed = client.get("/dia-diem/")
    assert (visited[0].code in listed.content.decode()) is (status == 200)


def test_movements_are_listed_for_a_purpose_only(
    visited: tuple[RegisteredVenue, int], province: Scope, system: Scope, now: datetime
) -> None:
    place, who = visited
    with pytest.raises(PurposeMissing):
        queries.visits_of(province, who)
    assert share.timeline(province, who) == ()
    stated = Scope(role="tracer", paths=("24/",), on=province.on, purpose="case:BG-0001")
    assert [visit.venue_code for visit in queries.visits_of(stated, who)] == [place.code]
    assert len(share.timeline(stated, who)) == 1
    assert share.export(system, who)[0]["table"] == "visit"
    assert share.erase(who, now) == 1
    assert queries.visits_of(stated, who) == ()
