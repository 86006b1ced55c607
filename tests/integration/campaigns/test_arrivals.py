"""Arrivals: told once within a minute over all checkpoints, seen by the right commune, called, a quarantine proposed and never issued."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import TODAY
from tests.integration.campaigns.crowd import numbers, residents

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.arrivals import record_arrival_call
from truyvet.campaigns.jobs.arrivals import record_arrivals
from truyvet.campaigns.models import Arrival
from truyvet.campaigns.rules import arrival_rule
from truyvet.campaigns.rules.arrival import ArrivalAnswer, is_notice_due, is_same_arrival, is_scan_an_arrival, proposed_quarantine
from truyvet.campaigns.rules.arrival_rule import ArrivalsFollowed, OrderRule, arrival_rules
from truyvet.core.change_number import next_change
from truyvet.core.models import Cursor
from truyvet.declarations.answer_encryption import seal_answers
from truyvet.declarations.models import Declaration
from truyvet.followup.models import FollowUp
from truyvet.isolation.models import Order, Transfer
from truyvet.messaging.models import Message
from truyvet.people.models import Person
from truyvet.venues.models import Venue, Visit

if TYPE_CHECKING:
    from django.test import Client


def test_the_rules_of_an_arrival() -> None:
    day = date(2021, 5, 31)
    assert is_same_arrival(day, day + timedelta(days=3)) and not is_same_arrival(day, day + timedelta(days=4))
    assert is_scan_an_arrival("", "24/") and is_scan_an_arrival("27/256/", "24/222/") and not is_scan_an_arrival("24/213/", "24/222/")
    at = datetime.fromisoformat("2021-05-31T01:00:00+00:00")
    assert is_notice_due(at, at + timedelta(hours=23)) and not is_notice_due(at, at + timedelta(hours=24))
    assert proposed_quarantine(at, at, is_from_risk=False) is None
    dates = proposed_quarantine(at, at, is_from_risk=True)
    assert dates is not None and dates.last_day == date(2021, 6, 21) and dates.length.version == "2021-05-05"


def journey(person: Person, commune: int, at: datetime, **more: object) -> None:
    values = {
        "code": uuid.uuid4().hex[:16], "event_id": uuid.uuid4(), "body_hash": b"", "person": person, "made_for": "self", "channel": "web",
        "form": "domestic_travel", "version": "1", "language": "vi", "consent": "1", "verified": True,
        "answers": seal_answers({"arrivalDate": TODAY.isoformat()}), "commune_id": commune, "made_at": at, "received_at": at,
        "triage": "travel", "reasons": ["risk_area"], "change": next_change(), "delete_on": TODAY, **more,
    }  # fmt: skip
    Declaration.objects.create(**values)


def scan(person: Person, kind: str, unit: int, at: datetime) -> None:
    change = next_change()
    venue, _made = Venue.objects.get_or_create(
        code=f"V{kind}"[:16], defaults={
            "event_id": uuid.uuid4(), "body_hash": b"", "name": kind, "folded": kind, "kind": kind, "unit_id": unit, "created_at": at,
            "change": change,
        },
    )  # fmt: skip
    Visit.objects.create(
        event_id=uuid.uuid4(), body_hash=b"", person=person, venue=venue, check_in=int(at.timestamp()), assurance=1, source="gate",
        change=change, delete_on=TODAY,
    )  # fmt: skip


@pytest.mark.db
def test_one_arrival_over_three_checkpoints_one_notice_the_right_commune_a_call_and_no_order(
    client_for: Callable[..., Client], units: dict[str, int], house_clock: datetime
) -> None:
    (stranger, neighbour, later) = residents(units["07783"], numbers(0, 3), house_clock)
    Person.objects.filter(pk__in=(stranger.pk, later.pk)).update(commune=None)
    for kind in ("checkpoint", "station", "bus"):
        scan(stranger, kind, units["07444"], house_clock)
    scan(neighbour, "checkpoint", units["07444"], house_clock)
    journey(later, units["07444"], house_clock - timedelta(hours=30), triage="nothing", reasons=[])
    assert record_arrivals(house_clock + timedelta(seconds=50)) == 2
    Cursor.objects.update(change=0)  # a reader may see rows again
    assert record_arrivals(house_clock + timedelta(seconds=55)) == 0
    assert Arrival.objects.count() == 2 and Message.objects.count() == 1  # a resident's scan is none, an old one is only listed
    journey(stranger, units["07783"], house_clock)
    record_arrivals(house_clock + timedelta(seconds=60))
    row = Arrival.objects.get(person=stranger)
    assert (row.commune_id, row.source, row.is_from_risk, Message.objects.count()) == (units["07783"], "declaration", True, 1)
    here, there = client_for("commune_officer", "07783"), client_for("commune_officer", "07444")
    page = here.get("/nguoi-moi-den/").content.decode()
    assert stranger.code in page and "Đề nghị đến hết 21/06/2021" in page and "chưa xác nhận" in page and stranger.name not in page
    assert stranger.code not in there.get("/nguoi-moi-den/").content.decode() and not Order.objects.exists()
    assert "1 người mới đến chưa được gọi" in here.get("/").content.decode()
    assert there.post(f"/nguoi-moi-den/{row.pk}/goi/", {"answer": "reached"}).status_code == 404
    assert there.post(f"/nguoi-moi-den/{row.pk}/mo/").status_code == 404
    opened = here.post(f"/nguoi-moi-den/{row.pk}/mo/").content.decode()
    assert stranger.name in opened and AuditRow.objects.filter(purpose=f"arrival:{row.pk}").count() == 1
    here.post(f"/nguoi-moi-den/{row.pk}/goi/", {"answer": "no_answer"})
    assert stranger.code in here.get("/nguoi-moi-den/").content.decode()
    here.post(f"/nguoi-moi-den/{row.pk}/goi/", {"answer": "reached"})
    here.post(f"/nguoi-moi-den/{row.pk}/goi/", {"answer": "no_answer"})
    row.refresh_from_db()
    assert row.answer == "reached" and stranger.code not in here.get("/nguoi-moi-den/").content.decode()
    assert stranger.code in here.get("/nguoi-moi-den/?tat-ca=1").content.decode()
    # Another destination: the new commune is told, the person gets its number, and somebody calls again.
    journey(stranger, units["07444"], house_clock + timedelta(hours=1))
    record_arrivals(house_clock + timedelta(hours=1))
    assert stranger.code in there.get("/nguoi-moi-den/").content.decode() and Message.objects.count() == 2
    # To and fro, in another language: told once of each place, and nobody else's arrival waits behind it.
    for hours, commune in ((2, "07783"), (3, "07444")):
        journey(stranger, units[commune], house_clock + timedelta(hours=hours), language="en")
        record_arrivals(house_clock + timedelta(hours=hours))
    assert Message.objects.count() == 3 and Arrival.objects.get(person=stranger).commune_id == units["07444"]


@pytest.mark.db
def test_who_comes_from_a_place_at_risk_is_followed_where_they_stay_and_by_the_rule_put_under_an_order(
    units: dict[str, int], house_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    (risky, safe) = residents(units["07783"], numbers(0, 2), house_clock)
    journey(safe, units["07783"], house_clock, triage="nothing", reasons=[])
    journey(risky, units["07783"], house_clock)
    record_arrivals(house_clock)
    row = FollowUp.objects.get()
    # 21 days of quarantine and 7 of watch after the day of the arrival.
    assert (row.person_id, row.commune_id, row.last_day) == (risky.pk, units["07783"], TODAY + timedelta(days=28))
    assert [each.kind for each in row.sources.all()] == ["arrival"] and not Order.objects.exists()
    journey(risky, units["07444"], house_clock + timedelta(hours=1))
    record_arrivals(house_clock + timedelta(hours=1))
    row.refresh_from_db()
    assert row.commune_id == units["07444"] and row.sources.count() == 1
    arrival = Arrival.objects.get(person=risky)
    scope = Scope.system("t", TODAY)
    record_arrival_call(by=By.system("t"), now=house_clock, scope=scope, arrival_id=arrival.pk, answer=ArrivalAnswer.NOT_HERE)
    row.refresh_from_db()
    assert row.close_reason == "arrival_over"
    opened = [replace(arrival_rules()[0], follow=ArrivalsFollowed.ALL, order=OrderRule.OPEN, legal_basis="QĐ 1")]
    monkeypatch.setattr(arrival_rule, "arrival_rules", lambda: opened)
    journey(risky, units["07783"], house_clock + timedelta(hours=2))
    record_arrivals(house_clock + timedelta(hours=2))
    row.refresh_from_db()
    order = Order.objects.get()
    assert row.closed_at is None and (order.responsible_id, order.last_day) == (units["07783"], TODAY + timedelta(days=21))
    journey(risky, units["07444"], house_clock + timedelta(hours=3))
    record_arrivals(house_clock + timedelta(hours=3))
    waits = Transfer.objects.get()
    assert (waits.sender_id, waits.to_unit_id, waits.state) == (units["07783"], units["07444"], "asked")
    record_arrivals(house_clock + timedelta(hours=3))
    assert FollowUp.objects.count() == 1 and Order.objects.count() == 1
