"""A keeper: a venue once, its zones and codes, guards by phone; nobody else's venue opens."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.venues.conftest import HERE

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues import actions
from truyvet.venues.models import Entrance, Posting, Venue
from truyvet.venues.queries.entrances import entrances
from truyvet.venues.queries.postings import VenuePosting, guards, posting_for, postings_of
from truyvet.venues.rules.postings import MAX_VENUES_PER_PERSON_PER_DAY, KeeperActionRefused, KeeperRefusal

if TYPE_CHECKING:
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db


def told(units: dict[str, int], **more: Any) -> actions.NewVenue:
    more.setdefault("event_id", uuid.uuid4())
    return actions.NewVenue(name=more.pop("name", "Quán Cơm Ví Dụ"), kind=more.pop("kind", "eatery"), unit_id=units[HERE], **more)


def test_a_venue_is_registered_once_with_its_keeper_and_a_first_code(
    units: dict[str, int], person: Callable[[], int], now: datetime, by: By, self_scope: Scope
) -> None:
    who, venue = person(), told(units, opens=time(6), capacity=40, address="12 phố Ví Dụ")
    first = actions.register_own_venue(by=by, now=now, person_id=who, venue=venue, entrance="Cửa chính")
    again = actions.register_own_venue(by=by, now=now + timedelta(minutes=1), person_id=who, venue=venue, entrance="Cửa chính")
    assert (first.created, again.created, again.code) == (True, False, first.code)
    assert (Venue.objects.count(), Posting.objects.count(), Entrance.objects.count()) == (1, 1, 1)
    posting = posting_for(self_scope, who, first.code)
    assert posting is not None
    assert (posting.role, posting.capacity, posting.address, posting.confirmed) == ("keeper", 40, "12 phố Ví Dụ", False)


def test_the_event_id_of_another_makes_nobody_the_keeper(
    units: dict[str, int], person: Callable[[], int], now: datetime, by: By, self_scope: Scope
) -> None:
    owner, thief, venue = person(), person(), told(units)
    made = actions.register_own_venue(by=by, now=now, person_id=owner, venue=venue, entrance="Cửa")
    with pytest.raises(IdempotencyConflict):
        actions.register_own_venue(by=by, now=now, person_id=thief, venue=venue, entrance="Cửa")
    assert posting_for(self_scope, thief, made.code) is None


def test_one_person_registers_only_so_many_a_day(units: dict[str, int], person: Callable[[], int], now: datetime, by: By) -> None:
    who = person()
    for _ in range(MAX_VENUES_PER_PERSON_PER_DAY):
        actions.register_own_venue(by=by, now=now, person_id=who, venue=told(units), entrance="Cửa")
    with pytest.raises(KeeperActionRefused) as refused:
        actions.register_own_venue(by=by, now=now, person_id=who, venue=told(units), entrance="Cửa")
    assert refused.value.code == KeeperRefusal.TOO_MANY
    assert Venue.objects.count() == MAX_VENUES_PER_PERSON_PER_DAY, "the refused one left nothing behind"
    assert actions.register_own_venue(
        by=by, now=now + timedelta(days=1, seconds=1), person_id=who, venue=told(units), entrance="Cửa"
    ).created


def test_a_guard_is_invited_by_phone_and_takes_the_posting_up(keeper: Keeper, guest: Keeper, now: datetime, self_scope: Scope) -> None:
    posting = keeper.posting()
    actions.invite_guard(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, phone=guest.phone, label="Ca sáng")
    actions.invite_guard(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, phone=guest.phone, label="Ca sáng")
    (row,) = guards(self_scope, posting)
    assert (row.phone_ends, row.label, row.has_signed_in) == (guest.phone[-3:], "Ca sáng", False)
    assert actions.accept_postings(by=guest.by, now=now, person_id=guest.id) == 1
    assert actions.accept_postings(by=guest.by, now=now, person_id=guest.id) == 0
    guarding = posting_for(self_scope, guest.id, posting.venue_code)
    assert guarding is not None
    assert guarding.role == "guard"
    with pytest.raises(KeeperActionRefused):
        actions.invite_guard(by=guest.by, now=now, event_id=uuid.uuid4(), posting=guarding, phone="0912345670", label="")
    assert actions.end_posting(by=keeper.by, now=now, posting=posting, posting_id=guarding.id)
    assert posting_for(self_scope, guest.id, posting.venue_code) is None
    assert postings_of(self_scope, guest.id) == ()


def test_a_number_that_was_not_proved_takes_nothing_up(
    keeper: Keeper, person: Callable[..., int], now: datetime, self_scope: Scope
) -> None:
    posting = keeper.posting()
    actions.invite_guard(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, phone="0987000111", label="")
    unproved = person(phones=("0987000111",))
    assert actions.accept_postings(by=keeper.by, now=now, person_id=unproved) == 0
    assert posting_for(self_scope, unproved, posting.venue_code) is None


def test_a_keeper_cannot_end_their_own_posting_nor_one_elsewhere(keeper: Keeper, other_keeper: Keeper, now: datetime) -> None:
    mine, theirs = keeper.posting(), other_keeper.posting()
    assert not actions.end_posting(by=keeper.by, now=now, posting=mine, posting_id=mine.id)
    assert not actions.end_posting(by=keeper.by, now=now, posting=mine, posting_id=theirs.id)


def test_a_zone_has_its_own_code_and_is_given_up(keeper: Keeper, now: datetime, self_scope: Scope) -> None:
    posting = keeper.posting()
    zone = actions.NewVenue(uuid.uuid4(), "Chuyền 3", "line", 0)
    made = actions.add_own_zone(by=keeper.by, now=now, posting=posting, zone=zone, entrance="Cửa vào")
    assert not actions.add_own_zone(by=keeper.by, now=now, posting=posting, zone=zone, entrance="Cửa vào").created
    assert [(each.name, each.of) for each in entrances(self_scope, posting)] == [("Xưởng May Ví Dụ", ""), ("Chuyền 3", "Xưởng May Ví Dụ")]
    assert actions.close_zone(by=keeper.by, now=now, posting=posting, zone_code=made.code)
    assert not actions.close_zone(by=keeper.by, now=now, posting=posting, zone_code=made.code)
    assert [each.name for each in entrances(self_scope, posting)] == ["Xưởng May Ví Dụ"]


def test_codes_are_added_once_and_replaced(keeper: Keeper, other_keeper: Keeper, now: datetime, self_scope: Scope) -> None:
    posting, event = keeper.posting(), uuid.uuid4()
    where = {"place": posting.venue_code, "label": "Cổng 2", "kind": "screen"}
    add: dict[str, Any] = {"by": keeper.by, "now": now, "posting": posting, **where}
    one = actions.add_entrance(event_id=event, **add)
    assert actions.add_entrance(event_id=event, **add) == one
    swap = uuid.uuid4()
    new = actions.replace_entrance(by=keeper.by, now=now, event_id=swap, posting=posting, entrance_id=one)
    assert actions.replace_entrance(by=keeper.by, now=now, event_id=swap, posting=posting, entrance_id=one) == new
    old = Entrance.objects.get(pk=one)
    assert old.replaced_at == now
    assert bytes(old.code_id) != bytes(Entrance.objects.get(pk=new).code_id)
    with pytest.raises(KeeperActionRefused):
        actions.replace_entrance(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=other_keeper.posting(), entrance_id=new)
    with pytest.raises(KeeperActionRefused):
        actions.add_entrance(event_id=uuid.uuid4(), **{**add, "place": other_keeper.posting().venue_code})


KEEPER_PAGES = ("", "ma/", "khu-vuc/", "nguoi-gac/", "nhat-ky/")


@pytest.mark.parametrize("page", KEEPER_PAGES)
def test_nobody_opens_the_pages_of_anothers_venue(keeper: Keeper, other_keeper: Keeper, house_clock: datetime, page: str) -> None:
    address = f"/co-so/{keeper.code}/{page}"
    assert keeper.client.get(address).status_code == 200
    assert other_keeper.client.get(address).status_code == 404
    assert other_keeper.client.get(f"/co-so/VXXXXXXXX/{page}").status_code == 404
    away = Client().get(address)
    assert (away.status_code, "dang-nhap-dien-thoai" in away["Location"]) == (302, True)


def test_a_guard_sees_the_counts_alone(keeper: Keeper, guest: Keeper, now: datetime, house_clock: datetime) -> None:
    actions.invite_guard(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=keeper.posting(), phone=guest.phone, label="")
    assert [guest.client.get(f"/co-so/{keeper.code}/{page}").status_code for page in KEEPER_PAGES] == [200, 404, 404, 404, 404]
    assert guest.client.get(f"/co-so/{keeper.code}/dang-co/").json()["full"] is False


def test_registering_through_the_pages(guest: Keeper, units: dict[str, int], house_clock: datetime) -> None:
    assert f'<option value="{units[HERE]}">' in guest.client.get("/co-so/dang-ky/").content.decode()
    hours = {"mo": "07:00", "dong": "21:00", "suc_chua": "20"}
    body = {"event_id": str(uuid.uuid4()), "ten": "Cửa hàng Ví Dụ", "loai": "shop", "xa": units[HERE], **hours}
    for _ in range(2):
        answer = guest.client.post("/co-so/dang-ky/", body)
        assert answer.status_code == 302
    assert Venue.objects.filter(name="Cửa hàng Ví Dụ").count() == 1
    page = guest.client.get(answer["Location"]).content.decode()
    assert "Cửa chính" in page
    assert "chưa xác nhận" in page
    wrong = guest.client.post("/co-so/dang-ky/", {**body, "event_id": str(uuid.uuid4()), "ten": "", "xa": ""})
    assert wrong.status_code == 422
    assert 'value="20"' in wrong.content.decode(), "what was typed is kept"


@pytest.mark.parametrize("page", [*KEEPER_PAGES, "dang-co/"])
def test_the_number_of_queries_does_not_grow(
    keeper: Keeper, house_clock: datetime, page: str, busy: Callable[[VenuePosting, int], None]
) -> None:
    counts = []
    for many in (1, 2):
        busy(keeper.posting(), many)
        keeper.client.get(f"/co-so/{keeper.code}/{page}")
        with CaptureQueriesContext(connection) as asked:
            assert keeper.client.get(f"/co-so/{keeper.code}/{page}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
