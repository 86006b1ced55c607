"""A swapped sticker: three reports in a week are an alarm for the commune; the keeper sees the first at once (threat T9)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import TODAY

from truyvet.audit.values import By, Scope
from truyvet.venues import actions, queue
from truyvet.venues.models import CodeReport, Entrance, Venue
from truyvet.venues.queries.code_reports import reported_codes, unconfirmed_venues
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.code_reports import MAX_OPEN_REPORTS_PER_CODE, CodeReportReason

if TYPE_CHECKING:
    from django.test import Client
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db
HERE = Scope(role="commune_officer", paths=("24/222/07783/",), on=TODAY)


@pytest.fixture
def report(keeper: Keeper, by: By, now: datetime) -> Callable[..., None]:
    def make(times: int = 1, at: datetime = now, reason: CodeReportReason = CodeReportReason.OTHER_NAME) -> None:
        code_id = bytes(Entrance.objects.filter(venue__code=keeper.code).latest("pk").code_id)
        for _ in range(times):
            assert actions.report_code(by=by, now=at, event_id=uuid.uuid4(), code_id=code_id, reason=reason)

    return make


def titles(scope: Scope, now: datetime) -> list[str]:
    return [str(item.title) for item in queue.read(scope, now)]


def test_three_in_a_week_are_an_alarm(report: Callable[..., None], now: datetime, other_commune: Scope) -> None:
    report(2)
    assert not [each for each in reported_codes(HERE, now) if each.alarm]
    report(1, now - timedelta(days=8))
    assert not [each for each in reported_codes(HERE, now) if each.alarm], "the third is too old"
    report(1, reason=CodeReportReason.DAMAGED)
    (found,) = reported_codes(HERE, now)
    assert (found.alarm, found.other_name, found.damaged, found.wrong_place) == (True, 3, 1, 0)
    assert any("4 khách báo mã sai" in title for title in titles(HERE, now))
    assert reported_codes(other_commune, now) == ()
    assert titles(other_commune, now) == []


def test_the_keeper_sees_the_first_report(keeper: Keeper, report: Callable[..., None], house_clock: datetime) -> None:
    report(1)
    assert "Khách báo mã “Cổng chính”" in keeper.client.get(f"/co-so/{keeper.code}/").content.decode()
    assert "1 khách báo mã này" in keeper.client.get(f"/co-so/{keeper.code}/ma/").content.decode()


def test_the_officer_looks_and_it_is_done(
    client_for: Callable[..., Client], keeper: Keeper, report: Callable[..., None], now: datetime
) -> None:
    report(3)
    entrance = Entrance.objects.get(venue__code=keeper.code).pk
    officer, elsewhere = client_for("commune_officer", "07783"), client_for("commune_officer", "07444")
    assert "báo động" in officer.get("/dia-diem/bao-cao/").content.decode()
    assert "Xưởng May" not in elsewhere.get("/dia-diem/bao-cao/").content.decode()
    assert elsewhere.post(f"/dia-diem/bao-cao/{entrance}/xong/").status_code == 404
    assert officer.post(f"/dia-diem/bao-cao/{entrance}/xong/").status_code == 302
    assert officer.post(f"/dia-diem/bao-cao/{entrance}/xong/").status_code == 404
    assert reported_codes(HERE, now) == ()
    assert client_for("tracer").get("/dia-diem/bao-cao/").status_code == 403


def test_replacing_the_code_settles_its_reports(keeper: Keeper, report: Callable[..., None], now: datetime) -> None:
    report(3)
    entrance = Entrance.objects.get(venue__code=keeper.code).pk
    actions.replace_entrance(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=keeper.posting(), entrance_id=entrance)
    assert reported_codes(HERE, now) == ()


def test_nobody_fills_the_table(report: Callable[..., None], by: By, now: datetime) -> None:
    report(MAX_OPEN_REPORTS_PER_CODE + 5)
    assert CodeReport.objects.count() == MAX_OPEN_REPORTS_PER_CODE
    assert not actions.report_code(by=by, now=now, event_id=uuid.uuid4(), code_id=bytes(16), reason=CodeReportReason.DAMAGED)


def test_a_venue_is_confirmed_by_its_commune(client_for: Callable[..., Client], keeper: Keeper, now: datetime) -> None:
    zone = actions.NewVenue(uuid.uuid4(), "Chuyền 3", "line", 0)
    actions.add_own_zone(by=keeper.by, now=now, posting=keeper.posting(), zone=zone, entrance="Cửa")
    assert [each.code for each in unconfirmed_venues(HERE)] == [keeper.code]
    assert any("1 địa điểm chờ xác nhận" in title for title in titles(HERE, now))
    assert client_for("commune_officer", "07444").post(f"/dia-diem/{keeper.code}/xac-nhan/").status_code == 404
    officer = client_for("commune_officer", "07783")
    assert officer.post(f"/dia-diem/{keeper.code}/xac-nhan/").status_code == 302
    assert officer.post(f"/dia-diem/{keeper.code}/xac-nhan/").status_code == 404
    assert not Venue.objects.filter(confirmed=False).exists()
    assert unconfirmed_venues(HERE) == ()


def test_the_pages_ask_no_more_for_more_rows(
    client_for: Callable[..., Client], keeper: Keeper, guest: Keeper, busy: Callable[[VenuePosting, int], None], now: datetime
) -> None:
    officer, counts = client_for("commune_officer", "07783"), []
    for many in (1, 2):
        busy(keeper.posting(), many)
        for _ in range(many):
            actions.check_in_now(by=guest.by, now=now, event_id=uuid.uuid4(), person_id=guest.id, venue_code=keeper.code, screen=False)
        asked = []
        for client, page in ((officer, "/dia-diem/bao-cao/"), (officer, "/"), (guest.client, "/da-den/")):
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            asked.append(len(captured))
        counts.append(asked)
    assert counts[0] == counts[1]
