"""Orders from their issue to the certificate, over two communes, with the period that a trace reads."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration.venues.gatehouse import Device, holder, key_of, scan

from truyvet.audit.values import By, Scope
from truyvet.campaigns.models import Arrival
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.followup.jobs.order_sightings import watch_orders
from truyvet.followup.models import FollowUp
from truyvet.isolation import actions, queries
from truyvet.isolation.actions import NewOrder, OrderPlace, StepKey
from truyvet.isolation.models import Isolation, Order, Transfer
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_lists import OrderList
from truyvet.isolation.rules.order_states import OrderAbsent, OrderChanged, OrderRefused, OrderState
from truyvet.isolation.rules.release import ReleaseFacts
from truyvet.people.models import Person
from truyvet.venues.actions import NewVenue, VisitLine, add_visits, register_venue
from truyvet.venues.models import Visit

pytestmark = pytest.mark.db
FREE = ReleaseFacts(0, has_positive_test=False, has_symptoms=False, is_missing=False)
Issue = Callable[..., str]


def key(code: str, version: int = 1) -> StepKey:
    return StepKey(code, version, uuid.uuid4())


@pytest.fixture
def entry(person: Callable[..., int], units: dict[str, int], now: datetime) -> NewOrder:
    today = LocalDay.of(now)
    place = OrderPlace(IsolationPlace.HOME, "Thôn Ví Dụ")
    last = LocalDay.of_number(today.number + 14)
    return NewOrder(
        uuid.uuid4(), IsolationKind.QUARANTINE, person(), "12/QĐ-UBND", "879/QĐ-BYT", units["07783"], place, today, last, "2020-03-12"
    )


@pytest.fixture
def who(first: By, now: datetime, commune: Scope) -> dict[str, Any]:
    return {"by": first, "now": now, "scope": commune}


def test_who_is_looked_after_here_is_ordered_wherever_they_are_at_home(
    who: dict[str, Any], entry: NewOrder, units: dict[str, int], client_for: Callable[..., Client], now: datetime, house_clock: datetime
) -> None:
    Person.objects.filter(pk=entry.person_id).update(commune=units["07444"])
    page = client_for("commune_officer", "07783")

    def is_shown() -> bool:
        address = reverse("isolation:issue") + f"?nguoi={Person.objects.get(pk=entry.person_id).code}"
        return "first_day" in page.get(address).content.decode()

    with pytest.raises(OrderAbsent):
        actions.issue_order(**who, entry=entry)
    assert not is_shown()
    arrived = Arrival.objects.create(
        person_id=entry.person_id, commune_id=units["07783"], arrived_on=now.date(), source="declaration", is_from_risk=True,
        first_seen_at=now,
    )  # fmt: skip
    assert is_shown()
    assert actions.issue_order(**who, entry=entry)
    Order.objects.all().delete()
    arrived.delete()
    FollowUp.objects.create(
        person_id=entry.person_id, commune_id=units["07783"], opened_at=now, last_exposure=now.date(), last_day=now.date(),
        next_check_day=now.date(), step="first_call", has_phone=True, change=1,
    )  # fmt: skip
    assert actions.issue_order(**who, entry=replace(entry, event_id=uuid.uuid4()))


def test_an_order_opens_and_ends_the_period(who: dict[str, Any], entry: NewOrder, other_commune: Scope, now: datetime) -> None:
    code = actions.issue_order(**who, entry=entry)
    assert actions.issue_order(**who, entry=entry) == code, "the same event again"
    with pytest.raises(OrderRefused, match="already_under_order"):
        actions.issue_order(**who, entry=NewOrder(uuid.uuid4(), *[getattr(entry, name) for name in NewOrder.__slots__[1:]]))
    with pytest.raises(OrderAbsent):
        actions.extend_order(**{**who, "scope": other_commune}, key=key(code), last_day=entry.last_day, reason="x")
    assert Isolation.objects.get().ends_at is None and Isolation.objects.get().kind == "quarantine"
    later = LocalDay.of_number(entry.last_day.number + 7)
    step = key(code)
    actions.extend_order(**who, key=step, last_day=later, reason="người cùng nhà dương tính")
    actions.extend_order(**who, key=step, last_day=later, reason="người cùng nhà dương tính")
    with pytest.raises(IdempotencyConflict):
        actions.extend_order(**who, key=step, last_day=later, reason="lý do khác")
    with pytest.raises(OrderChanged):
        actions.end_order(**who, key=key(code, 1), state=OrderState.REVOKED, reason="nhầm")
    with pytest.raises(OrderRefused, match=r"last_day.*missing"):
        actions.release_person(**who, key=key(code, 2), facts=ReleaseFacts(0, False, False, True))
    at_end = {**who, "now": later.start + timedelta(hours=1)}
    certificate = actions.release_person(**at_end, key=key(code, 2), facts=FREE)
    assert queries.certificate_code(who["scope"], code) == certificate and queries.certificate_code(other_commune, code) == ""
    assert Isolation.objects.get().ends_at == at_end["now"]
    actions.revoke_certificate(**at_end, code=code, event_id=uuid.uuid4(), reason="kết quả dương tính")
    assert queries.certificate_code(who["scope"], code) == ""
    steps = [row.step.value for row in queries.order_history(who["scope"], code)]
    assert steps == ["issued", "extended", "released", "certificate_revoked"]


def test_the_sender_stays_responsible_until_the_transfer_is_accepted(
    who: dict[str, Any], entry: NewOrder, other_commune: Scope, units: dict[str, int], now: datetime
) -> None:
    code = actions.issue_order(**who, entry=entry)
    there = {**who, "scope": other_commune}
    actions.ask_transfer(**who, key=key(code), to_unit_id=units["07444"], reason="về nhà")
    assert queries.order_counts(other_commune, now)["to_accept"] == 1 == queries.order_counts(who["scope"], now)["mine"]
    assert queries.order_counts(who["scope"], now + timedelta(days=2))["late_transfer"] == 1
    assert queries.order_by_code(other_commune, code) is not None, "both see it"
    with pytest.raises(OrderAbsent):
        actions.accept_transfer(**who, key=key(code, 2))
    actions.refuse_transfer(**there, key=key(code, 2), reason="hết chỗ")
    assert queries.order_by_code(other_commune, code) is None
    actions.ask_transfer(**who, key=key(code, 3), to_unit_id=units["07444"], reason="về nhà")
    actions.withdraw_transfer(**who, key=key(code, 4))
    actions.ask_transfer(**who, key=key(code, 5), to_unit_id=units["07444"], reason="về nhà")
    assert Order.objects.get().responsible_id == units["07783"]
    actions.accept_transfer(**there, key=key(code, 6))
    assert Order.objects.get().responsible_id == units["07444"]
    with pytest.raises(OrderAbsent):
        actions.end_order(**who, key=key(code, 7), state=OrderState.REVOKED, reason="nhầm")
    actions.ask_transfer(**there, key=key(code, 7), to_province="Bắc Ninh", reason="về quê")
    with pytest.raises(OrderRefused, match="no_receiver"):
        actions.accept_transfer(**there, key=key(code, 8))
    actions.accept_transfer(**there, key=key(code, 8), accepted_by="CDC Bắc Ninh")
    assert Order.objects.get().state == "handed_over" and Transfer.objects.count() == 4


def test_a_full_site_takes_nobody(who: dict[str, Any], entry: NewOrder, person: Callable[..., int], units: dict[str, int]) -> None:
    site = actions.add_site(**who, unit_id=units["07783"], name="Trường Ví Dụ", capacity=1)
    place = OrderPlace(IsolationPlace.CENTRAL, site_id=site)
    rest = (entry.number, entry.legal_basis, entry.responsible_id, place, entry.first_day, entry.last_day)
    code = actions.issue_order(**who, entry=NewOrder(uuid.uuid4(), entry.kind, entry.person_id, *rest))
    another = NewOrder(uuid.uuid4(), entry.kind, person(name="Trần Văn Thử"), *rest)
    with pytest.raises(OrderRefused, match="site_full"):
        actions.issue_order(**who, entry=another)
    assert [(row.capacity, row.taken) for row in queries.site_occupancy(who["scope"])] == [(1, 1)]
    actions.move_order(**who, key=key(code), place=OrderPlace(IsolationPlace.HOME, "Thôn Ví Dụ"), reason="về nhà")
    assert actions.issue_order(**who, entry=another)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(
    who: dict[str, Any], entry: NewOrder, person: Callable[..., int], django_assert_num_queries: Any, now: datetime, count: int
) -> None:
    rest = (entry.number, entry.legal_basis, entry.responsible_id, entry.place, entry.first_day, entry.last_day)
    ids = [person(name=f"Người Thử {each}") for each in "ABC"[:count]]
    for each in ids:
        actions.issue_order(**who, entry=NewOrder(uuid.uuid4(), entry.kind, each, *rest))
    scope, tomorrow = who["scope"], LocalDay.of_number(entry.last_day.number - 1)
    with django_assert_num_queries(8):
        assert set(queries.open_orders(scope, ids)) == set(ids) == queries.persons_under_order(scope, now, ids)
        assert queries.order_lines(scope, OrderList.ENDS_TOMORROW, tomorrow.start).total == count
        assert len(queries.changed_orders(scope, 0)) == count
    after = {"ends_today": 0, "overdue": count, "all": count, "ended": 0}
    assert queries.order_counts(scope, entry.last_day.start + timedelta(days=1)).items() >= after.items()


def test_a_scan_elsewhere_is_a_task_once_and_none_at_the_site(
    who: dict[str, Any], entry: NewOrder, units: dict[str, int], now: datetime, province: Scope
) -> None:
    watch_orders(now)
    gate = venue(who, units, province, "Trường Ví Dụ")
    site = actions.add_site(**who, unit_id=units["07783"], name="Trường Ví Dụ", capacity=1, venue=gate.code)
    code = actions.issue_order(**who, entry=entry)
    market = venue(who, units, province, "Chợ Ví Dụ")
    visit(who, entry.person_id, market.id, now - timedelta(hours=3))
    assert watch_orders(now) == 0, "a stay before the order"
    actions.move_order(**who, key=key(code), place=OrderPlace(IsolationPlace.CENTRAL, site_id=site), reason="chuyển vào khu")
    visit(who, entry.person_id, gate.id, now + timedelta(minutes=5))
    later = {**who, "now": now + timedelta(hours=1)}
    assert watch_orders(later["now"]) == 0, "the gate of the site"
    visit(who, entry.person_id, market.id, now + timedelta(minutes=20))
    assert (watch_orders(later["now"]), watch_orders(later["now"])) == (1, 0)
    assert queries.order_counts(who["scope"], later["now"])["seen_outside"] == 1
    assert queries.order_history(who["scope"], code)[-1].reason.startswith("Chợ Ví Dụ")
    with pytest.raises(OrderRefused, match="no_reason"):
        actions.close_sighting(**later, key=key(code, 2), reason=" ")
    actions.close_sighting(**later, key=key(code, 2), reason="đi lấy mẫu")
    assert queries.order_counts(who["scope"], later["now"])["seen_outside"] == 0


def test_an_entry_that_a_gate_refused_is_a_task_once_an_hour_and_no_visit(
    who: dict[str, Any], entry: NewOrder, units: dict[str, int], now: datetime, house_clock: datetime, province: Scope, client: Client
) -> None:
    watch_orders(now)
    code = actions.issue_order(**{**who, "now": now - timedelta(hours=3)}, entry=entry)
    market = venue(who, units, province, "Chợ Ví Dụ")
    ill, gate, at = holder(entry.person_id, now, clear=False), Device(key_of(market.id, now), client), int(now.timestamp())
    assert gate.results(scan(ill.show(at), at))[0]["verdict"] == "no"
    assert (watch_orders(now), watch_orders(now)) == (1, 0)
    # Refused while the gate had no network, and sent now: in the same hour nothing new, of an earlier hour one more.
    start = at - at % 3_600
    gate.results(*(scan(ill.show(moment), moment, told="no") for moment in (start, start - 600, start - 900)), sent_at=at)
    assert watch_orders(now) == 1 and queries.order_counts(who["scope"], now)["seen_outside"] == 1
    assert [row.reason for row in queries.order_history(who["scope"], code)[-1:]] == ["Chợ Ví Dụ, Xã Hồng Thái (cổng không cho vào)"]
    assert not Visit.objects.exists()


def venue(who: dict[str, Any], units: dict[str, int], province: Scope, name: str) -> Any:
    told = NewVenue(uuid.uuid4(), name, "other", units["07783"], confirmed=False)
    return register_venue(by=who["by"], now=who["now"], scope=province, venue=told)


def visit(who: dict[str, Any], person: int, venue_id: int, at: datetime) -> None:
    start = int(at.timestamp())
    counted = add_visits(by=who["by"], now=at + timedelta(hours=1), visits=[VisitLine(uuid.uuid4(), person, venue_id, start, start + 600)])
    assert counted.accepted == 1, counted
