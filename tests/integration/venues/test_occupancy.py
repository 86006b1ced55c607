"""How many are inside, by zone; the log and the daily list name nobody."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.venues import actions
from truyvet.venues.models import Visit
from truyvet.venues.queries.day_log import day_log
from truyvet.venues.queries.occupancy import occupancy
from truyvet.venues.queries.own_visits import own_visits
from truyvet.venues.rules.venue_kinds import kind_of

if TYPE_CHECKING:
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db


@pytest.fixture
def come(person: Callable[..., int], now: datetime, by: By) -> Callable[..., int]:
    def make(code: str, at: datetime = now, who: int | None = None, name: str = "Nguyễn Thị Ví Dụ") -> int:
        who = who or person(name)
        actions.check_in_now(by=by, now=at, event_id=uuid.uuid4(), person_id=who, venue_code=code, screen=False)
        return who

    return make


def test_people_are_counted_once_in_all_and_in_each_zone(
    keeper: Keeper, come: Callable[..., int], now: datetime, by: By, self_scope: Scope
) -> None:
    posting = keeper.posting()
    line = actions.NewVenue(uuid.uuid4(), "Chuyền 3", "line", 0)
    zone = actions.add_own_zone(by=by, now=now, posting=posting, zone=line, entrance="Cửa").code
    one = come(keeper.code)
    come(zone, who=one)
    come(zone)
    counted = occupancy(self_scope, posting, now)
    assert (counted.all_inside, counted.capacity, counted.full) == (2, 3, False)
    assert {place.name: place.inside for place in counted.places} == {"Xưởng May Ví Dụ": 1, "Chuyền 3": 2}
    come(keeper.code)
    assert occupancy(self_scope, posting, now).full
    actions.check_out_now(by=by, now=now + timedelta(minutes=1), event_id=uuid.uuid4(), person_id=one, venue_code=zone)
    counted = occupancy(self_scope, posting, now + timedelta(minutes=2))
    assert {place.name: place.inside for place in counted.places} == {"Xưởng May Ví Dụ": 2, "Chuyền 3": 1}


def test_an_entry_after_an_entry_is_one_person_inside(
    keeper: Keeper, come: Callable[..., int], now: datetime, by: By, self_scope: Scope
) -> None:
    """A code that was read twice, or a way out that was forgotten in between."""
    one = come(keeper.code)
    come(keeper.code, at=now + timedelta(minutes=5), who=one)
    assert occupancy(self_scope, keeper.posting(), now + timedelta(minutes=6)).all_inside == 1
    actions.check_out_now(by=by, now=now + timedelta(minutes=9), event_id=uuid.uuid4(), person_id=one, venue_code=keeper.code)
    assert occupancy(self_scope, keeper.posting(), now + timedelta(minutes=10)).all_inside == 0
    assert [visit.inside for visit in own_visits(self_scope, one, now + timedelta(minutes=10))] == [False, False]


def test_who_never_scanned_out_is_gone_after_the_stay_of_the_kind(
    keeper: Keeper, come: Callable[..., int], now: datetime, self_scope: Scope
) -> None:
    come(keeper.code)
    longest = timedelta(seconds=kind_of("factory").longest)
    assert occupancy(self_scope, keeper.posting(), now + longest - timedelta(seconds=1)).all_inside == 1
    assert occupancy(self_scope, keeper.posting(), now + longest).all_inside == 0


def test_the_page_says_how_many_and_how_many_more(keeper: Keeper, come: Callable[..., int], house_clock: datetime) -> None:
    assert "0 người đang ở trong, còn 3 chỗ" in keeper.client.get(f"/co-so/{keeper.code}/").content.decode()
    for _ in range(3):
        come(keeper.code)
    assert "Đã đủ người: 3 trên 3" in keeper.client.get(f"/co-so/{keeper.code}/").content.decode()
    counts = keeper.client.get(f"/co-so/{keeper.code}/dang-co/").json()
    assert counts == {"title": "Đã đủ người: 3 trên 3", "full": True, "places": {keeper.code: {"n": "3", "full": True}}, "at": "08:00"}


def test_the_log_is_masked_and_its_reading_recorded(keeper: Keeper, come: Callable[..., int], now: datetime, house_clock: datetime) -> None:
    come(keeper.code, name="Phạm Thị Canh Giữ")
    page = keeper.client.get(f"/co-so/{keeper.code}/nhat-ky/")
    text = page.content.decode()
    assert "P. T. C. G." in text
    assert "Phạm" not in text
    assert "Canh" not in text
    assert str(Visit.objects.get().event_id) not in text
    row = AuditRow.objects.filter(action="venues.read_day").latest("pk")
    assert row.subject == f"venue:{keeper.code}"


def test_the_log_holds_one_local_day_and_no_more_than_are_kept(
    keeper: Keeper, come: Callable[..., int], now: datetime, self_scope: Scope, house_clock: datetime
) -> None:
    come(keeper.code, at=now - timedelta(hours=8, minutes=1))
    come(keeper.code, at=now)
    today = LocalDay.of(now)
    assert day_log(self_scope, keeper.posting(), today).visits.total == 1
    assert day_log(self_scope, keeper.posting(), today - timedelta(days=1)).visits.total == 1
    old = keeper.client.get(f"/co-so/{keeper.code}/nhat-ky/?ngay=2020-01-01").content.decode()
    assert "11/05/2021" in old, "the oldest day that is kept"
    assert keeper.client.get(f"/co-so/{keeper.code}/nhat-ky/?ngay=xx&trang=99999999").status_code == 200


def test_only_a_state_agency_makes_a_daily_list(
    keeper: Keeper, other_keeper: Keeper, come: Callable[..., int], now: datetime, house_clock: datetime
) -> None:
    come(other_keeper.code, name="=Cmd|Vũ Văn Ví Dụ")
    assert keeper.client.get(f"/co-so/{keeper.code}/ngay/").status_code == 404
    assert keeper.client.get(f"/co-so/{keeper.code}/ngay/tep/").status_code == 404
    page = other_keeper.client.get(f"/co-so/{other_keeper.code}/ngay/").content.decode()
    assert "Vũ" not in page
    answer = other_keeper.client.get(f"/co-so/{other_keeper.code}/ngay/tep/")
    assert answer["Content-Type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:5] == ["Ngày", "Chữ cái đầu tên", "Khu vực", "Giờ vào", "Giờ ra"]
    assert len(rows) == 1
    assert rows[0][3] == "08:00"
    assert not rows[0][1].startswith("=")
