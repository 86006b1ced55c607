"""Receipts: before the answer, twice, in part, out of order, never; and the sums that must hold whatever a gateway does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from truyvet.audit.models import AuditRow
from truyvet.audit.values import By
from truyvet.messaging import message_templates
from truyvet.messaging.actions import QueuedMessage, hold_back_restored
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayBusy, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import Message, MessageReceipt
from truyvet.messaging.receipts import record_receipt
from truyvet.messaging.rules.receipt import ReceiptOutcome

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
ARRIVED, FAILED, EXPIRED = ReceiptOutcome.DELIVERED, ReceiptOutcome.FAILED, ReceiptOutcome.EXPIRED
NOTICE = {"template": "contact_notice", "params": {"day": "28/05/2021", "phone": "1900 9095"}}


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
