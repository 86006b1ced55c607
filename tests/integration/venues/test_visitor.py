"""A visitor: sees whose code it is, comes in once, goes out; wrong codes each say why; only oneself sees one's places."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from truyvet.audit.values import By, Scope
from truyvet.codes.code_tokens import VENUE_PATH, make_card, make_venue
from truyvet.codes.cose_sign1 import Signer
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.keys import keyring
from truyvet.people.values import PurposeMissing
from truyvet.venues import actions, queries
from truyvet.venues.actions import VisitLine
from truyvet.venues.models import CheckOut, CodeReport, Entrance, Venue, Visit
from truyvet.venues.queries.own_visits import own_visits
from truyvet.venues.rules.venue_kinds import ASSURANCES, Assurance, VisitSource, kind_of

if TYPE_CHECKING:
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db


class Clock:
    """The house's clock, which a test sets forward."""

    def __init__(self, at: datetime, patch: pytest.MonkeyPatch) -> None:
        self.at = at
        patch.setattr("truyvet.web.clock.now", lambda: self.at)

    def on(self, **more: float) -> datetime:
        self.at += timedelta(**more)
        return self.at


@pytest.fixture
def clock(house_clock: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(house_clock, monkeypatch)


def address(keeper: Keeper, now: datetime, kind: str = "poster", **more: Any) -> str:
    """The path in the venue's (first) code of this kind."""
    code_id = bytes(Entrance.objects.filter(venue__code=keeper.code, kind=kind, replaced_at__isnull=True).latest("pk").code_id)
    entry = {"code_id": code_id, "issued": int(now.timestamp()), "expires": None, "signer": keyring.signer(now), "site": "", **more}
    return make_venue(**entry)


@pytest.fixture
def screen(keeper: Keeper, now: datetime) -> str:
    posting = keeper.posting()
    actions.add_entrance(
        by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, place=posting.venue_code, label="Sảnh", kind="screen"
    )
    return address(keeper, now, "screen", expires=int(now.timestamp()) + 60)


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def event_of(answer: Any) -> str:
    found = re.search(r'name="event_id" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_the_name_and_commune_are_shown_before_anything_is_asked(keeper: Keeper, now: datetime, house_clock: datetime) -> None:
    page = Client().get(address(keeper, now))
    text = text_of(page)
    assert page.status_code == 200
    assert "Xưởng May Ví Dụ" in text
    assert keeper.posting().commune in text
    assert "chưa xác nhận" in text
    assert "Trần Văn Giữ" not in text
    assert Visit.objects.count() == 0
    sign_in = re.search(r'href="(/d/[^"]+/vao)"', text)
    assert sign_in
    away = Client().get(sign_in[1])
    assert away.status_code == 302
    assert "tiep=" in away["Location"]


def test_in_once_and_out_again(keeper: Keeper, guest: Keeper, clock: Clock) -> None:
    path = address(keeper, clock.at)
    event = event_of(guest.client.get(path))
    first = guest.client.post(f"{path}/vao", {"event_id": event})
    clock.on(seconds=5)
    again = guest.client.post(f"{path}/vao", {"event_id": event})
    assert (first.status_code, again.status_code, Visit.objects.count()) == (302, 302, 1)
    visit = Visit.objects.get()
    assert (visit.person_id, ASSURANCES[visit.assurance]) == (guest.id, Assurance.LOW)
    assert "Bạn đang ở trong" in text_of(guest.client.get(path))
    been = guest.client.get("/da-den/")
    assert "Bạn đang ở Xưởng May Ví Dụ" in text_of(been)
    clock.on(minutes=30)
    out = event_of(been)
    for _ in range(2):
        assert guest.client.post(f"/da-den/{keeper.code}/ra/", {"event_id": out}).status_code == 302
    visit.refresh_from_db()
    assert visit.check_out == int(clock.at.timestamp())
    assert CheckOut.objects.count() == 1
    assert "Ra về" not in re.sub(r"bấm Ra về", "", text_of(guest.client.get("/da-den/")))


def test_an_event_of_another_person_is_refused(keeper: Keeper, guest: Keeper, other_keeper: Keeper, now: datetime) -> None:
    event = uuid.uuid4()
    entry: dict[str, Any] = {"now": now, "event_id": event, "venue_code": keeper.code, "screen": False}
    actions.check_in_now(by=guest.by, person_id=guest.id, **entry)
    with pytest.raises(IdempotencyConflict):
        actions.check_in_now(by=other_keeper.by, person_id=other_keeper.id, **entry)
    assert Visit.objects.count() == 1


def test_a_code_on_a_screen_proves_more_and_lasts_a_minute(keeper: Keeper, guest: Keeper, clock: Clock, screen: str) -> None:
    event = event_of(guest.client.get(screen))
    guest.client.post(f"{screen}/vao", {"event_id": event})
    assert ASSURANCES[Visit.objects.get().assurance] is Assurance.MEDIUM
    clock.on(seconds=60 + 120)
    assert Client().get(screen).status_code == 200
    clock.on(seconds=1)
    late = Client().get(screen)
    assert late.status_code == 410
    assert "Mã màn hình đã đổi" in text_of(late)


def test_who_opened_it_in_time_has_time_to_sign_in(keeper: Keeper, guest: Keeper, clock: Clock, screen: str) -> None:
    assert guest.client.get(screen).status_code == 200
    clock.on(minutes=14)
    assert guest.client.post(f"{screen}/vao", {"event_id": str(uuid.uuid4())}).status_code == 302
    assert Visit.objects.count() == 1
    clock.on(minutes=2)
    assert guest.client.post(f"{screen}/vao", {"event_id": str(uuid.uuid4())}).status_code == 410
    assert Visit.objects.count() == 1


def forged(keeper: Keeper, now: datetime) -> str:
    own = Signer(keyring.signer(now).kid, ec.generate_private_key(ec.SECP256R1()))
    return address(keeper, now, signer=own)


def test_wrong_codes_each_say_why_and_what_to_do(keeper: Keeper, guest: Keeper, clock: Clock) -> None:
    now, signer = clock.at, keyring.signer(clock.at)
    good = address(keeper, now)
    stranger = Signer.of(ec.generate_private_key(ec.SECP256R1()))
    card = make_card(token=bytes(16), issued=1, expires=2**31, declared=1, signer=signer)
    wanted = {
        forged(keeper, now): "không phải do hệ thống cấp",
        address(keeper, now, signer=stranger): "quá hạn hoặc của tỉnh khác",
        good[:-9]: "không đọc được",
        f"{VENUE_PATH}abc": "không đọc được",
        f"{VENUE_PATH}{card.replace('/', '')[:60]}": "không đọc được",
        make_venue(code_id=bytes(16), issued=int(now.timestamp()), expires=None, signer=signer, site=""): "Không có nơi nào dùng mã này",
        address(keeper, now, issued=int(now.timestamp()) + 4_000): "chưa đến giờ",
        address(keeper, now, expires=int(now.timestamp()) + 60): "Không có nơi nào dùng mã này",
    }
    for path, words in wanted.items():
        for answer in (Client().get(path), guest.client.post(f"{path}/vao", {"event_id": str(uuid.uuid4())})):
            assert answer.status_code == 410, path
            assert words in text_of(answer), path
            assert "Chưa có gì được ghi" in text_of(answer)
    posting = keeper.posting()
    old = Entrance.objects.get(venue__code=keeper.code)
    actions.replace_entrance(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=posting, entrance_id=old.pk)
    assert "đã được thay" in text_of(Client().get(good))
    assert Client().get(address(keeper, now)).status_code == 200
    assert Visit.objects.count() == 0


def test_a_poster_is_good_until_the_day_at_its_foot(keeper: Keeper, clock: Clock) -> None:
    keyring.signer(clock.at)
    path = address(keeper, clock.on(days=29))
    clock.on(days=60)
    assert Client().get(path).status_code == 200
    clock.on(days=31)
    late = Client().get(path)
    assert late.status_code == 410
    assert "in lại mã mới" in text_of(late)


def test_a_zone_that_was_given_up_lets_nobody_in(keeper: Keeper, guest: Keeper, now: datetime, house_clock: datetime) -> None:
    zone = actions.NewVenue(uuid.uuid4(), "Chuyền 3", "line", 0)
    made = actions.add_own_zone(by=keeper.by, now=now, posting=keeper.posting(), zone=zone, entrance="Cửa vào")
    code_id = bytes(Entrance.objects.get(venue__code=made.code).code_id)
    path = address(keeper, now, code_id=code_id)
    assert "Chuyền 3" in text_of(guest.client.get(path))
    actions.close_zone(by=keeper.by, now=now, posting=keeper.posting(), zone_code=made.code)
    assert guest.client.post(f"{path}/vao", {"event_id": str(uuid.uuid4())}).status_code == 410


def test_a_report_counts_once_for_each_browser_and_says_who_will_look(keeper: Keeper, now: datetime, house_clock: datetime) -> None:
    path, visitor = address(keeper, now), Client()
    assert visitor.post(f"{path}/bao", {"event_id": str(uuid.uuid4())}).status_code == 302, "a reason must be chosen"
    for _ in range(3):
        answer = visitor.post(f"{path}/bao", {"event_id": str(uuid.uuid4()), "why": "other_name"})
        assert "cảm ơn" in text_of(answer)
    assert CodeReport.objects.count() == 1


def test_ones_own_places_are_ones_own(keeper: Keeper, guest: Keeper, other_keeper: Keeper, clock: Clock) -> None:
    actions.check_in_now(by=guest.by, now=clock.at, event_id=uuid.uuid4(), person_id=guest.id, venue_code=keeper.code, screen=False)
    assert "Xưởng May Ví Dụ" not in text_of(other_keeper.client.get("/da-den/"))
    scope = Scope(role="tracer", paths=("24/",), on=clock.at.date())
    with pytest.raises(PurposeMissing):
        own_visits(scope, guest.id, clock.at)
    with pytest.raises(PurposeMissing):
        own_visits(Scope(role="tracer", paths=("24/",), on=clock.at.date(), purpose="case:BG-1"), guest.id, clock.at)


def test_a_place_that_was_only_declared_shuts_no_door(keeper: Keeper, guest: Keeper, clock: Clock, self_scope: Scope) -> None:
    venue = Venue.objects.get(code=keeper.code).pk
    entry = VisitLine(uuid.uuid4(), guest.id, venue, int(clock.at.timestamp()) - 3_600, source=VisitSource.DECLARED)
    assert actions.add_visits(by=guest.by, now=clock.at, visits=[entry]).accepted == 1
    assert [visit.inside for visit in own_visits(self_scope, guest.id, clock.at)] == [False]
    actions.check_in_now(by=guest.by, now=clock.at, event_id=uuid.uuid4(), person_id=guest.id, venue_code=keeper.code, screen=False)
    assert [visit.inside for visit in own_visits(self_scope, guest.id, clock.at)] == [True, False]


def test_a_stay_ends_by_itself_and_goes_after_its_days(keeper: Keeper, guest: Keeper, clock: Clock, self_scope: Scope) -> None:
    actions.check_in_now(by=guest.by, now=clock.at, event_id=uuid.uuid4(), person_id=guest.id, venue_code=keeper.code, screen=False)
    longest = kind_of("factory").longest
    clock.on(seconds=longest - 1)
    assert [visit.inside for visit in own_visits(self_scope, guest.id, clock.at)] == [True]
    clock.on(seconds=1)
    assert [visit.inside for visit in own_visits(self_scope, guest.id, clock.at)] == [False]
    assert "không quét ra" in text_of(guest.client.get("/da-den/"))
    clock.on(days=21)
    assert own_visits(self_scope, guest.id, clock.at) == ()


def test_void_visits_are_shown_nowhere(
    keeper: Keeper, guest: Keeper, now: datetime, by: By, province: Scope, system: Scope, self_scope: Scope
) -> None:
    from truyvet.venues import person as share
    from truyvet.venues.queries.day_log import day_log
    from truyvet.venues.queries.occupancy import occupancy

    actions.check_in_now(by=guest.by, now=now, event_id=uuid.uuid4(), person_id=guest.id, venue_code=keeper.code, screen=False)
    stated = Scope(role="tracer", paths=("24/",), on=province.on, purpose="case:BG-0001")
    seconds = int(now.timestamp())

    def everywhere() -> list[int]:
        return [
            len(queries.visits_of(stated, guest.id)),
            len(list(queries.visits_of_persons(province, [guest.id]))),
            len(list(queries.visit_rows(system))),
            queries.list_venues(province, since=0).rows[0].arrivals,
            len(own_visits(self_scope, guest.id, now)),
            day_log(self_scope, keeper.posting(), LocalDay.of(now), page=1).visits.total,
            occupancy(self_scope, keeper.posting(), now).all_inside,
            len([row for row in share.export(system, guest.id) if row["table"] == "visit"]),
        ]

    assert everywhere() == [1] * 8
    before = Visit.objects.get().change
    Visit.objects.update(void=True, check_out=seconds, change=before + 1)
    assert everywhere() == [0] * 8
    (row,) = queries.visit_rows(system, before + 1)
    assert row[3] == row[4], "whoever holds it as an entry is told that it lasts no time"


def test_the_page_is_small_and_needs_no_script(keeper: Keeper, now: datetime, house_clock: datetime, busy: Callable[..., None]) -> None:
    page = Client().get(address(keeper, now)).content.decode()
    assert len(page) < 20_000
    assert not re.search(r"<script(?![^>]*type=\"module\"[^>]*src=\"[^\"]*offline)", page)
