"""Numbers that give every outcome, in any installation; and a warning behind a campaign on a slow gateway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.integration.messaging.conftest import Stopwatch

from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways.contract import OutboundMessage, Taken
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import Message, SandboxMessage
from truyvet.messaging.rules import simulator_numbers as numbers
from truyvet.messaging.rules.message_template import MessagePriority

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
NOTICE = {"template": "contact_notice", "params": {"day": "28/05/2021", "phone": "1900 9095"}}


@pytest.mark.parametrize(("number", "state"), [
    (numbers.DELIVERED, "delivered"), (numbers.FAILED_FOR_GOOD, "failed_for_good"), (numbers.REFUSED, "failed_for_good"),
    (numbers.FAILED_FOR_NOW, "failed_for_now"), (numbers.UNKNOWN, "unknown"), (numbers.EXPIRED, "expired"), (numbers.NO_RECEIPT, "taken"),
])  # fmt: skip
def test_each_number_has_its_outcome_without_a_gateway(write: Write, now: datetime, number: str, state: str) -> None:
    write(to=number)
    assert send_due(now).leased == 1
    assert Message.objects.values_list("state", "route").get() == (state, "simulator")
    assert not SandboxMessage.objects.exists()


def test_without_a_receipt_it_is_unknown_in_the_end(write: Write, now: datetime) -> None:
    write(to=numbers.NO_RECEIPT)
    send_due(now)
    settle_by_time(now + timedelta(hours=72))
    assert Message.objects.get().state == "unknown"


def test_a_warning_behind_a_campaign_leaves_within_five_seconds(write: Write, now: datetime, stopwatch: Stopwatch) -> None:
    class Slow(SandboxGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            stopwatch.seconds += 1
            return super().submit(message, now)

    for _ in range(30):
        write(to_kind="zalo", to="4612345678901234567", template="zalo_help", params={})
    Message.objects.update(priority=MessagePriority.REMINDER)
    counts = send_due(now, gateway=Slow())
    assert (counts.sent, counts.given_back) == (2, 28), "a round of a campaign is short"
    write(**NOTICE)
    began = stopwatch.seconds
    send_due(now + timedelta(seconds=stopwatch.seconds), gateway=Slow())
    notice = Message.objects.get(template="contact_notice@1")
    assert notice.state == "delivered" and notice.sent_at is not None
    assert notice.sent_at - now <= timedelta(seconds=began + 1), "it is the first of the next round"
