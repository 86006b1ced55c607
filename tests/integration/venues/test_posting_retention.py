"""Postings, codes, reports and scans go on their day; what a person kept or guarded is in their copy and is erased."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from truyvet.audit.values import Scope
from truyvet.venues import actions, retention
from truyvet.venues import person as share
from truyvet.venues.models import CodeReport, Entrance, Gate, GateScan, Posting
from truyvet.venues.rules import code_reports
from truyvet.venues.rules.code_reports import CodeReportReason
from truyvet.venues.rules.postings import ENDED_DAYS, REPLACED_DAYS, UNUSED_DAYS
from truyvet.venues.rules.visit_time import deleted_on

if TYPE_CHECKING:
    from tests.integration.venues.conftest import Keeper

pytestmark = pytest.mark.db


@pytest.fixture
def guarding(keeper: Keeper, guest: Keeper, now: datetime) -> Posting:
    """The guest guards the keeper's venue and has taken it up."""
    actions.invite_guard(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=keeper.posting(), phone=guest.phone, label="Ca sáng")
    actions.accept_postings(by=guest.by, now=now, person_id=guest.id)
    return Posting.objects.get(role="guard")


def scanned(posting: Posting, person_id: int, now: datetime) -> GateScan:
    gate = Gate.objects.create(
        event_id=uuid.uuid4(), venue=posting.venue, label="Cổng", way="in", kind="page", key_hash=uuid.uuid4().hex, posting=posting,
        created_at=now, expires_at=now + timedelta(days=30),
    )  # fmt: skip
    at = int(now.timestamp())
    return GateScan.objects.create(
        event_id=uuid.uuid4(), body_hash=bytes(32), gate=gate, venue=posting.venue, person_id=person_id, way="in", at=at, received_at=now,
        kind="pass", verdict="pass", admitted=True, delete_on=deleted_on(at),
    )  # fmt: skip


def test_an_open_posting_goes_when_nobody_came_for_a_year(guarding: Posting, guest: Keeper, now: datetime) -> None:
    half = now + timedelta(days=UNUSED_DAYS // 2)
    actions.accept_postings(by=guest.by, now=half, person_id=guest.id)
    retention.ended_postings(now + timedelta(days=UNUSED_DAYS))
    assert Posting.objects.filter(pk=guarding.pk).exists(), "it was used since"
    retention.ended_postings(half + timedelta(days=UNUSED_DAYS))
    assert not Posting.objects.filter(pk=guarding.pk).exists()


def test_an_ended_posting_goes_with_its_gate_after_the_scans(guarding: Posting, keeper: Keeper, guest: Keeper, now: datetime) -> None:
    scan = scanned(guarding, guest.id, now)
    assert actions.end_posting(by=keeper.by, now=now, posting=keeper.posting(), posting_id=guarding.pk)
    late = now + timedelta(days=ENDED_DAYS)
    assert retention.ended_postings(late) == 0, "a scan hangs on it"
    assert retention.scans(late - timedelta(days=ENDED_DAYS)) == 0
    assert retention.scans(late) == 1
    assert retention.ended_postings(late) == 1
    assert not Gate.objects.filter(pk=scan.gate_id).exists()
    assert Posting.objects.filter(role="keeper").exists()


def test_reports_and_replaced_codes_go(keeper: Keeper, now: datetime) -> None:
    old = Entrance.objects.get(venue__code=keeper.code)
    actions.report_code(by=keeper.by, now=now, event_id=uuid.uuid4(), code_id=bytes(old.code_id), reason=CodeReportReason.DAMAGED)
    assert retention.code_reports(now + timedelta(days=code_reports.REPORT_RETENTION_DAYS - 1)) == 0
    assert retention.code_reports(now + timedelta(days=code_reports.REPORT_RETENTION_DAYS)) == 1
    assert CodeReport.objects.count() == 0
    actions.replace_entrance(by=keeper.by, now=now, event_id=uuid.uuid4(), posting=keeper.posting(), entrance_id=old.pk)
    retention.entrances(now + timedelta(days=REPLACED_DAYS))
    assert Entrance.objects.filter(pk=old.pk).exists()
    retention.entrances(now + timedelta(days=REPLACED_DAYS, seconds=1))
    assert list(Entrance.objects.values_list("replaced_at", flat=True)) == [None]


def test_what_a_guard_did_is_in_their_copy_and_erased_from_ours(
    guarding: Posting, guest: Keeper, keeper: Keeper, now: datetime, system: Scope
) -> None:
    scanned(guarding, guest.id, now)
    other = scanned(guarding, keeper.id, now)
    assert {row["table"] for row in share.export(system, guest.id)} == {"gate_scan", "posting"}
    assert share.erase(guest.id, now) >= 2
    assert share.export(system, guest.id) == []
    other.refresh_from_db()
    guarding.refresh_from_db()
    assert (guarding.person_id, guarding.phone_ends, guarding.label, guarding.until) == (None, "", "", now), (
        "only the others' scans hang on it"
    )
    assert guest.phone[-3:] not in guarding.phone_hash


def test_a_keeper_who_erases_themselves_leaves_the_venue_standing(keeper: Keeper, now: datetime) -> None:
    assert share.erase(keeper.id, now) == 1
    assert Posting.objects.count() == 0
    assert Entrance.objects.filter(venue__code=keeper.code).exists()
