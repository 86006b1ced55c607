"""A round of messages with a slow gateway: it ends before its lease does, and no second worker hands a message over again."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.integration.messaging.conftest import PHONE, Stopwatch

from truyvet.messaging import message_templates
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayBusy, OutboundMessage, Taken
from truyvet.messaging.gateways.sandbox.client import SandboxGateway
from truyvet.messaging.jobs.delivery import deliver
from truyvet.messaging.models import Message
from truyvet.site.logs import JsonLines

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]


class SlowGateway(SandboxGateway):
    """Takes ``seconds`` for each message, and keeps each hand-over, also a second one of the same message."""

    def __init__(self, watch: Stopwatch, seconds: float) -> None:
        super().__init__()
        self._watch, self._seconds = watch, seconds
        self.handed_over: list[tuple[str, datetime]] = []

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        self.handed_over.append((message.params["code"], now))
        self._watch.seconds += self._seconds
        return super().submit(message, now)


def test_a_round_ends_at_half_its_lease_and_gives_the_rest_back_uncounted(write: Write, now: datetime, stopwatch: Stopwatch) -> None:
    for number in range(10):
        write(str(number))
    slow = SlowGateway(stopwatch, 25)
    counts = send_due(now, gateway=slow)
    assert (counts.leased, counts.sent, counts.lost, counts.given_back) == (10, 3, 0, 7)
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0] * 7 + [1] * 3
    assert stopwatch.seconds < message_templates.delivery_rule().lease.total_seconds(), "the last hand-over was done within the lease"
    after = now + timedelta(seconds=stopwatch.seconds)
    assert send_due(after, gateway=SlowGateway(stopwatch, 0)).sent == 7, "at once, not at the end of the lease"
    assert [at for _, at in slow.handed_over] == [now, now + timedelta(seconds=25), now + timedelta(seconds=50)]
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [1] * 10


def test_what_was_given_back_is_not_counted_as_done(
    monkeypatch: pytest.MonkeyPatch, write: Write, now: datetime, stopwatch: Stopwatch
) -> None:
    for number in range(5):
        write(str(number))
    monkeypatch.setattr("truyvet.messaging.delivery_worker.select_gateway", lambda: SlowGateway(stopwatch, 40))
    assert deliver(now) == 2


def test_each_message_has_its_own_moment(write: Write, now: datetime, stopwatch: Stopwatch) -> None:
    write("1")
    write("2")
    slow = SlowGateway(stopwatch, 40)
    counts = send_due(now + timedelta(seconds=570), gateway=slow)
    assert (counts.sent, counts.gave_up) == (1, 1), "the second code had expired when its turn came"
    sent, expired = Message.objects.order_by("id")
    assert (sent.sent_at, expired.why) == (now + timedelta(seconds=610), "expired")


def test_a_retry_lies_after_the_answer(write: Write, now: datetime, stopwatch: Stopwatch) -> None:
    class SlowlyBusy(SlowGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            super().submit(message, now)
            raise GatewayBusy("slow")

    write()
    assert send_due(now, gateway=SlowlyBusy(stopwatch, 29)).failed == 1
    assert Message.objects.get().not_before == now + timedelta(seconds=29) + message_templates.delivery_rule().back_off[0]


def test_a_worker_that_lost_its_lease_hands_nothing_over(write: Write, now: datetime, stopwatch: Stopwatch) -> None:
    """A worker that was frozen for longer than its lease, by a clock that did not see it."""
    for number in range(3):
        write(str(number))
    other = SlowGateway(stopwatch, 0)

    class Frozen(SlowGateway):
        def submit(self, message: OutboundMessage, at: datetime) -> Taken:
            taken = super().submit(message, at)
            if len(self.handed_over) == 1:
                assert send_due(now + message_templates.delivery_rule().lease, gateway=other).sent == 3
            return taken

    frozen = Frozen(stopwatch, 0)
    assert send_due(now, gateway=frozen).lost == 3
    assert (len(frozen.handed_over), len(other.handed_over)) == (1, 3), "what was lost before its turn was not handed over again"
    assert set(Message.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_fault_of_the_gateway_holds_nobody_up(write: Write, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(SandboxGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            if message.params["code"] == "55667788":
                raise OSError(f"cannot write for {message.to_address}: {message.text}")
            return super().submit(message, now)

    write("55667788")
    write("2")
    with caplog.at_level(logging.INFO, logger="truyvet.messaging"):
        counts = send_due(now, gateway=Broken())
    assert (counts.sent, counts.failed) == (1, 1)
    broken = Message.objects.get(state="failed_for_now")
    assert (broken.why, broken.attempts, broken.not_before) == ("busy", 1, now + message_templates.delivery_rule().back_off[0])
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any(json.loads(line).get("exception") == "OSError" for line in lines)
    for secret in (PHONE, "912345678", "55667788"):
        assert not any(secret in line for line in lines)


def test_a_message_that_kills_its_worker_is_given_up(write: Write, now: datetime) -> None:
    class Killed(BaseException):
        """The worker's process ends here."""

    class Deadly(SandboxGateway):
        def submit(self, message: OutboundMessage, now: datetime) -> Taken:
            raise Killed

    write(template="contact_notice", params={"day": "28/05/2021", "phone": "1900 9095"})
    rule, at = message_templates.delivery_rule(), now
    for _ in range(rule.most_tries):
        with pytest.raises(Killed):
            send_due(at, gateway=Deadly())
        at += rule.lease
    assert send_due(at, gateway=Deadly()).gave_up == 1
    assert (Message.objects.get().why, Message.objects.get().attempts) == ("tries", rule.most_tries)
