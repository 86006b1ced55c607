"""Receipts: before the answer, twice, in part, out of order, never; and the sums that must hold whatever a gateway does."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from tests.integration.messaging.conftest import Stopwatch

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging import message_templates
from truyvet.messaging.actions import QueuedMessage, hold_back_restored
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayBusy, GatewayRefused, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import Message, MessageReceipt
from truyvet.messaging.queries import DeliverySums, count_by_state, delivery_sums
from truyvet.messaging.receipts import record_receipt
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.receipt import ReceiptOutcome

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
ARRIVED, FAILED, EXPIRED = ReceiptOutcome.DELIVERED, ReceiptOutcome.FAILED, ReceiptOutcome.EXPIRED
NOTICE = {"template": "contact_notice", "params": {"day": "28/05/2021", "phone": "1900 9095"}}
MESSAGES = int(os.environ.get("TRUYVET_MESSAGES", "120"))
"""120 by default; 100,000 were not run to their end yet (docs/explanation/status.md)."""


class Numbering:
    """A gateway that knows no event again and numbers what it takes; ``parts`` for each message."""

    route, knows_event, window = "numbering", False, 1

    def __init__(self, parts: int = 1, fault: Exception | None = None) -> None:
        self.parts, self.fault, self.taken = parts, fault, list[str]()

    def reaches_phones(self, template: str) -> bool:
        return True

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        self.taken.append(message.event_id.hex)
        if self.fault is not None:
            raise self.fault
        return Taken(tuple(f"{len(self.taken)}.{part}" for part in range(self.parts)))


def receipt(gateway_id: str, outcome: ReceiptOutcome, at: datetime) -> bool:
    return record_receipt(route="numbering", gateway_id=gateway_id, outcome=outcome, at=at)


def state() -> str:
    return Message.objects.get().state


def test_all_parts_in_any_order_each_twice(write: Write, now: datetime) -> None:
    write()
    assert send_due(now, gateway=Numbering(parts=3)).sent == 1
    for part in ("1.2", "1.0"):
        assert receipt(part, ReceiptOutcome.ON_ITS_WAY, now) is False
        assert (receipt(part, ARRIVED, now), receipt(part, ARRIVED, now), state()) == (True, False, "taken")
    assert receipt("1.1", ARRIVED, now) and state() == "delivered"
    assert receipt("1.1", FAILED, now) is False and state() == "delivered", "the first word about a part stands"


def test_one_part_that_fails_is_a_message_that_fails(write: Write, now: datetime) -> None:
    write()
    send_due(now, gateway=Numbering(parts=2))
    receipt("1.0", ARRIVED, now)
    receipt("1.1", FAILED, now)
    assert (state(), Message.objects.get().why) == ("failed_for_good", "receipt")


def test_a_receipt_before_the_answer_waits_for_it(write: Write, now: datetime) -> None:
    write()
    assert receipt("1.0", ARRIVED, now) and state() == "queued"
    send_due(now, gateway=Numbering())
    assert state() == "delivered" and MessageReceipt.objects.count() == 1


def test_no_receipt_in_time_is_unknown_and_a_late_one_still_counts(write: Write, now: datetime) -> None:
    write(**NOTICE)
    send_due(now, gateway=Numbering())
    rule = message_templates.delivery_rule()
    assert settle_by_time(now + rule.receipt_within - timedelta(seconds=1)) == 0
    assert settle_by_time(now + rule.receipt_within) == 1 and (state(), Message.objects.get().why) == ("unknown", "no_receipt")
    assert settle_by_time(now + timedelta(days=9)) == 0, "what a gateway said it has is not sent again, though it is a warning"
    receipt("1.0", ARRIVED, now + timedelta(days=9))
    assert state() == "delivered"


def test_a_number_that_comes_again_after_weeks_is_another_message(write: Write, now: datetime) -> None:
    write()
    send_due(now, gateway=Numbering())
    receipt("1.0", ARRIVED, now)
    later = now + timedelta(days=20)
    write(at=later)
    send_due(later, gateway=Numbering())
    assert Message.objects.order_by("-id").values_list("state", flat=True)[0] == "taken"
    receipt("1.0", EXPIRED, later)
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == ["delivered", "expired"]


def test_a_silence_repeats_a_warning_once_and_a_code_never(write: Write, now: datetime) -> None:
    write()
    write(**NOTICE)
    silent = Numbering(fault=GatewaySilent("no answer"))
    assert send_due(now, gateway=silent).unknown == 2
    code, notice = Message.objects.order_by("id")
    assert (bool(code.sealed_params), bool(notice.sealed_params)) == (False, True), "what never goes again is wiped"
    at = now
    for hours, repeated in ((3, 0), (4, 1), (5, 0), (24, 0)):
        at = now + timedelta(hours=hours)
        assert settle_by_time(at) == repeated
        send_due(at, gateway=silent)
    assert len(silent.taken) == 3 and Message.objects.filter(state="unknown").count() == 2


def test_a_killed_worker_leaves_nothing_handed_over(write: Write, now: datetime) -> None:
    class Killed(BaseException):
        """The worker's process ends here."""

    class Deadly(Numbering):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            super().submit(message, now)
            raise Killed

    write()
    write()
    with pytest.raises(Killed):
        send_due(now, gateway=Deadly())
    assert sorted(Message.objects.values_list("state", flat=True)) == ["handed_over", "queued"]
    after = Numbering()
    assert send_due(now + message_templates.delivery_rule().lease, gateway=after).sent == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["taken", "unknown"] and len(after.taken) == 1


def test_parts_that_were_numbered_before_the_silence_are_heard(write: Write, now: datetime) -> None:
    write()
    send_due(now, gateway=Numbering(fault=GatewaySilent("cut off", gateway_ids=("7.0",), parts=2)))
    receipt("7.0", ARRIVED, now)
    assert state() == "unknown", "nobody knows of the other part"


def test_a_restored_backup_sends_nothing_twice(write: Write, now: datetime) -> None:
    write()
    send_due(now, gateway=Numbering(fault=GatewayBusy("down")))
    write(**NOTICE)
    send_due(now, gateway=Numbering(fault=GatewaySilent("no answer")))
    write(**NOTICE)
    assert hold_back_restored(by=By.system("restore"), now=now) == 3
    assert AuditRow.objects.get(action="messaging.restored").facts == {"messages": 3}
    again = now + timedelta(days=1)
    assert settle_by_time(again) == 0 and send_due(again, gateway=Numbering()).leased == 0
    assert set(Message.objects.values_list("state", "why")) == {("unknown", "restored")}
    assert not Message.objects.get(template="signin_code@1").sealed_params


class Killed(BaseException):
    """The worker's process ends while it asks the gateway."""


class Faulty(Numbering):
    """Slow, refusing, lying, down, silent, or killing the worker, as it is drawn; keeps how often it took each event."""

    def __init__(self, rng: random.Random, watch: Stopwatch) -> None:
        super().__init__()
        self._rng, self._watch, self.said = rng, watch, list[str]()

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        draw = self._rng.random()
        self._watch.seconds += self._rng.choice((0, 0, 0, 0.5))
        if draw < 0.1:
            raise GatewayBusy("down", until=now + timedelta(seconds=self._rng.randrange(90)))
        if draw < 0.15:
            raise GatewayRefused("no such number")
        if draw < 0.2:
            raise OSError("its program is broken") if draw < 0.17 else GatewaySilent("not taken, in truth")
        taken = super().submit(message, now)
        if draw < 0.3:
            raise GatewaySilent("taken, in truth")
        if draw > 0.995:
            raise Killed
        self.said.append(taken.gateway_ids[0])
        return taken


@pytest.mark.parametrize("seed", [1, 2])
def test_none_lost_none_doubled_unknown_counted(write: Write, now: datetime, stopwatch: Stopwatch, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(MESSAGES):
        write()
    gateway, at, scope = Faulty(rng, stopwatch), now, Scope.system("test", LocalDay.of(now))
    rounds = 0
    while Message.objects.filter(state__in=("queued", "failed_for_now", "handed_over")).exists():
        with suppress(Killed):
            send_due(at, gateway=gateway)
        lie = f"{rng.randrange(1, MESSAGES)}.0"
        recent = gateway.said[-200:]
        for number in (*rng.sample(recent, len(recent) // 2), lie, lie, "not ours"):
            receipt(number, rng.choice((ARRIVED, ARRIVED, FAILED, EXPIRED)), at)
        if rounds % (1 + MESSAGES // 1_000) == 0:
            _check_sums(scope)
        rounds, at = rounds + 1, at + timedelta(seconds=20)
    settle_by_time(at + timedelta(days=3))
    sums = _check_sums(scope)
    assert Message.objects.count() == MESSAGES and sums.pending == 0, "none is lost"
    assert len(gateway.taken) == len(set(gateway.taken)), "none is doubled by us"
    assert sums.delivered and sums.failed and sums.unknown
    print(f"\n{MESSAGES} messages, {rounds} rounds, {len(gateway.taken)} taken by the gateway: {sums}")  # noqa: T201 - the long run is read


def _check_sums(scope: Scope) -> DeliverySums:
    sums, states = delivery_sums(scope), count_by_state(scope)
    assert sums.sent == sums.delivered + sums.failed + sums.pending + sums.unknown
    assert sums.delivered == states[DeliveryState.DELIVERED] and sums.unknown == states[DeliveryState.UNKNOWN]
    assert sum(states.values()) - sums.sent == Message.objects.filter(attempts=0).count()
    return sums
