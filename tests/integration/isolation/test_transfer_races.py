"""A transfer meets a release, an erasure, a second transfer: no state is lost. And the way out of the province."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.isolation import actions, queries
from truyvet.isolation.actions import NewOrder, OrderPlace, StepKey
from truyvet.isolation.models import Isolation, Order, Transfer
from truyvet.isolation.person import erase
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.order_states import OrderAbsent, OrderChanged, OrderRefused, OrderState
from truyvet.isolation.rules.release import ReleaseFacts

pytestmark = pytest.mark.db
FREE = ReleaseFacts(0, has_positive_test=False, has_symptoms=False, is_missing=False)


@dataclass
class Desk:
    """An order on its last day at commune 07783, of which 07444 was asked to take it over; both have read it at version 2."""

    entry: NewOrder
    code: str
    sender: dict[str, Any]
    receiver: dict[str, Any]
    now: datetime

    def key(self, version: int = 2) -> StepKey:
        return StepKey(self.code, version, uuid.uuid4())

    @property
    def order(self) -> Order:
        return Order.objects.get(code=self.code)

    def transfers(self) -> list[str]:
        return list(Transfer.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def desk(person: Callable[..., int], units: dict[str, int], now: datetime, first: By, commune: Scope, other_commune: Scope) -> Desk:
    today = LocalDay.of(now)
    home = OrderPlace(IsolationPlace.HOME, "Thôn Ví Dụ")
    entry = NewOrder(
        uuid.uuid4(),
        IsolationKind.QUARANTINE,
        person(),
        "12/QĐ-UBND",
        "879/QĐ-BYT",
        units["07783"],
        home,
        today - timedelta(days=14),
        today,
    )
    sender = {"by": first, "now": now, "scope": commune}
    code = actions.issue_order(**{**sender, "now": now - timedelta(days=14)}, entry=entry)
    made = Desk(entry, code, sender, {**sender, "scope": other_commune}, now)
    actions.ask_transfer(**sender, key=made.key(1), to_unit_id=units["07444"], reason="về nhà")
    return made


def test_a_release_comes_first_and_nobody_takes_over_what_has_ended(desk: Desk) -> None:
    later = {**desk.sender, "now": desk.now + timedelta(days=1)}
    actions.release_person(**later, key=desk.key(), facts=FREE)
    with pytest.raises(OrderAbsent):
        actions.accept_transfer(**desk.receiver, key=desk.key())
    assert (desk.order.state, desk.order.responsible.code, desk.transfers()) == ("released", "07783", ["withdrawn"])
    assert queries.certificate_code(desk.sender["scope"], desk.code)


def test_the_receiver_comes_first_and_the_senders_release_finds_nothing(desk: Desk, units: dict[str, int]) -> None:
    actions.accept_transfer(**desk.receiver, key=desk.key())
    with pytest.raises(OrderAbsent):
        actions.release_person(**{**desk.sender, "now": desk.now + timedelta(days=1)}, key=desk.key(), facts=FREE)
    with pytest.raises(OrderAbsent):
        actions.accept_transfer(**desk.receiver, key=desk.key())
    with pytest.raises(OrderChanged):  # the receiver's second window still shows the version before
        actions.end_order(**desk.receiver, key=desk.key(), state=OrderState.REVOKED, reason="nhầm người")
    assert (desk.order.state, desk.order.responsible_id, desk.transfers()) == ("issued", units["07444"], ["accepted"])


def test_a_second_transfer_waits_for_the_first_and_an_erasure_changes_neither(desk: Desk, units: dict[str, int]) -> None:
    with pytest.raises(OrderRefused, match="transfer_waits"):
        actions.ask_transfer(**desk.sender, key=desk.key(), to_province="Bắc Ninh", reason="về quê")
    erase(desk.entry.person_id, desk.now)
    assert (desk.order.address, desk.order.state, desk.transfers()) == ("Thôn Ví Dụ", "issued", ["asked"])
    actions.withdraw_transfer(**desk.sender, key=desk.key())
    with pytest.raises(OrderAbsent):
        actions.accept_transfer(**desk.receiver, key=desk.key(3))
    actions.ask_transfer(**desk.sender, key=desk.key(3), to_province="Bắc Ninh", reason="về quê")
    assert desk.transfers() == ["withdrawn", "asked"] and desk.order.responsible_id == units["07783"]


def test_out_of_the_province_the_sender_stays_responsible_until_somebody_there_accepts_and_then_the_period_ends(
    desk: Desk, units: dict[str, int]
) -> None:
    actions.refuse_transfer(**desk.receiver, key=desk.key(), reason="không có chỗ")
    actions.ask_transfer(**desk.sender, key=desk.key(3), to_province="Bắc Ninh", reason="về quê")
    with pytest.raises(OrderAbsent):
        actions.accept_transfer(**desk.receiver, key=desk.key(4), accepted_by="CDC Bắc Ninh")
    with pytest.raises(OrderRefused, match="no_receiver"):
        actions.accept_transfer(**desk.sender, key=desk.key(4))
    actions.refuse_transfer(**desk.sender, key=desk.key(4), reason="Bắc Ninh chưa nhận qua công văn")
    assert (desk.order.state, desk.order.responsible_id) == ("issued", units["07783"])
    actions.ask_transfer(**desk.sender, key=desk.key(5), to_province="Bắc Ninh", reason="về quê")
    person = {desk.entry.person_id}
    assert queries.isolated_persons(desk.sender["scope"], person) == person
    actions.accept_transfer(**desk.sender, key=desk.key(6), accepted_by="CDC Bắc Ninh, công văn 5")
    assert (desk.order.state, desk.order.ended_at) == ("handed_over", desk.now)
    assert desk.transfers() == ["refused", "refused", "accepted"]
    # What is known here: the period goes on until the last day that was ordered, and no longer.
    (period,) = Isolation.objects.all()
    assert period.ends_at == LocalDay.of(desk.now + timedelta(days=1)).start
    assert queries.isolated_persons(desk.sender["scope"], person) == person
    back = {**desk.sender, "now": desk.now + timedelta(days=30)}
    assert queries.isolated_persons(replace(back["scope"], on=LocalDay.of(back["now"])), person) == frozenset()
    day = LocalDay.of(back["now"])
    again = replace(desk.entry, event_id=uuid.uuid4(), number="40/QĐ-UBND", first_day=day, last_day=day)
    actions.issue_order(**back, entry=again)
    assert [each.starts_at for each in Isolation.objects.order_by("pk")] == [desk.now - timedelta(days=14), back["now"]]
