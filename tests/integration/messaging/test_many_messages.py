"""Whatever a gateway does, no message is lost, none is doubled by us, and the sums hold. The long run: TRUYVET_MESSAGES=100000."""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.integration.messaging.conftest import Stopwatch
from tests.integration.messaging.test_receipts import NOTICE, Numbering
from tests.integration.messaging.test_smpp_gateway import MODULES, Started
from tests.integration.messaging.test_zalo_gateway import gateway as zalo_gateway
from tests.integration.messaging.zalo_peer import peer

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import Gateway, GatewayBusy, GatewayRefused, GatewaySilent, OutboundMessage, Taken
from truyvet.messaging.jobs.settlement import settle_by_time
from truyvet.messaging.models import Message
from truyvet.messaging.queries import DeliverySums, count_by_state, delivery_sums
from truyvet.messaging.receipts import record_receipt
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.receipt import ReceiptOutcome, normalised_id
from truyvet.messaging.rules.simulator_numbers import SIMULATOR_NUMBERS
from truyvet.messaging.rules.zns import zns_templates

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
IS_LONG = "TRUYVET_MESSAGES" in os.environ
MESSAGES = int(os.environ.get("TRUYVET_MESSAGES", "120"))
"""What was run with 100,000 stands in docs/explanation/durability.md."""
STEP = timedelta(seconds=20)


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


def fill(write: Write, numbers: list[str]) -> None:
    """Writes one notice, which lives for a day, and copies its row for the other numbers; nobody repeats what is unknown here."""
    write(to=numbers[0], **NOTICE)
    pattern = Message.objects.get()
    pattern.repeats_left = 0
    pattern.save()
    values = {each.attname: getattr(pattern, each.attname) for each in Message._meta.concrete_fields if each.attname != "id"}
    rows = (Message(**values | {"event_id": uuid.uuid4(), "to_address": number}) for number in numbers[1:])
    Message.objects.bulk_create(rows, batch_size=1_000)


def numbers_of(count: int) -> list[str]:
    return [f"+8491{place:07d}" for place in range(count)]


def drain(now: datetime, carrier: Gateway, each_round: Callable[[datetime], object] = lambda _: None) -> tuple[datetime, int]:
    """Works rounds until nothing waits, the sums checked in between; returns when that was and how many rounds it took."""
    at, rounds, scope = now, 0, Scope.system("test", LocalDay.of(now))
    while Message.objects.filter(state__in=("queued", "failed_for_now", "handed_over")).exists():
        leased = 1
        with suppress(Killed):
            leased = send_due(at, gateway=carrier).leased
        each_round(at)
        if rounds % (1 + MESSAGES // 1_000) == 0:
            check_sums(scope)
        # Where nothing is due, some minutes pass at once: back-offs last hours.
        rounds, at = rounds + 1, at + (STEP if leased else 15 * STEP)
    return at, rounds


def check_sums(scope: Scope) -> DeliverySums:
    sums, states = delivery_sums(scope), count_by_state(scope)
    assert sums.sent == sums.delivered + sums.failed + sums.pending + sums.unknown
    assert sums.delivered == states[DeliveryState.DELIVERED] and sums.unknown == states[DeliveryState.UNKNOWN]
    assert sum(states.values()) - sums.sent == Message.objects.filter(attempts=0).count()
    return sums


def finish(now: datetime, name: str, rounds: int, taken: Counter[str] | None, began: float) -> DeliverySums:
    """Lets three days pass, and checks that none is lost and none was taken twice by the peer."""
    settle_by_time(now + timedelta(days=3))
    sums = check_sums(Scope.system("test", LocalDay.of(now)))
    assert Message.objects.count() == MESSAGES and sums.pending == 0, "none is lost"
    if taken is not None:
        twice = [each for each, count in taken.items() if count > 1]
        assert not twice, f"{len(twice)} doubled by us"
    expired = Message.objects.filter(state="expired", attempts=0).count()
    print(f"\n{name}: {MESSAGES} messages, {rounds} rounds, {time.perf_counter() - began:.0f} s, the peer took "  # noqa: T201 - read
          f"{'-' if taken is None else len(taken)}, never tried and expired {expired}: {sums}")  # fmt: skip
    return sums


@pytest.mark.parametrize("seed", [1])
def test_none_lost_none_doubled_unknown_counted(write: Write, now: datetime, stopwatch: Stopwatch, seed: int) -> None:
    rng, began = random.Random(seed), time.perf_counter()
    fill(write, numbers_of(MESSAGES))
    gateway = Faulty(rng, stopwatch)

    def lie(at: datetime) -> None:
        number, recent = f"{rng.randrange(1, MESSAGES)}.0", gateway.said[-200:]
        for each in (*rng.sample(recent, len(recent) // 2), number, number, "not ours"):
            outcome = rng.choice((ReceiptOutcome.DELIVERED, ReceiptOutcome.DELIVERED, ReceiptOutcome.FAILED, ReceiptOutcome.EXPIRED))
            record_receipt(route="numbering", gateway_id=each, outcome=outcome, at=at)

    at, rounds = drain(now, gateway, lie)
    sums = finish(at, "faulty", rounds, Counter(gateway.taken), began)
    assert sums.delivered and sums.failed and sums.unknown


@pytest.mark.skipif(not IS_LONG, reason="a long proof: TRUYVET_MESSAGES=10000 (docs/explanation/durability.md)")
def test_through_the_simulator(write: Write, now: datetime) -> None:
    began, numbers = time.perf_counter(), sorted(SIMULATOR_NUMBERS)
    fill(write, [numbers[place % len(numbers)] for place in range(MESSAGES)])
    at, rounds = drain(now, Numbering())
    sums = finish(at, "simulator", rounds, None, began)
    assert sums.delivered and sums.failed and sums.unknown


@pytest.mark.skipif(not IS_LONG, reason="a long proof: TRUYVET_MESSAGES=10000 (docs/explanation/durability.md)")
def test_through_zalo(write: Write, now: datetime) -> None:
    """Zalo answers, refuses, sleeps, looks at nothing (503), breaks after it took the message (500), spends the token."""
    began, rng = time.perf_counter(), random.Random(3)
    fill(write, numbers_of(MESSAGES))
    with peer() as zalo:
        gateway, plain, taken = zalo_gateway(zalo, zns=zns_templates("contact_notice:260001")), zalo.answer, Counter[str]()
        told = list[str]()

        def arrive(at: datetime) -> None:
            for number in told:
                if rng.random() < 0.9:
                    record_receipt(route="zalo", gateway_id=normalised_id(number), outcome=ReceiptOutcome.DELIVERED, at=at)
            told.clear()

        def answer(path: str, headers: dict[str, str], body: bytes) -> bytes:
            draw, zalo.status = rng.random(), 200
            if path == "/zns" and draw < 0.05:
                zalo.status = 503
                return b"{}"
            if draw < 0.06:
                zalo.tokens = set()
            zalo.codes = [rng.choice((-118, -108, -100, -133, -144, -115))] if draw > 0.9 else []
            reply = plain(path, headers, body)
            if path == "/zns" and json.loads(reply)["error"] == 0:
                taken[json.loads(body)["tracking_id"]] += 1
                zalo.status = 500 if draw > 0.87 else 200
                told.append(json.loads(reply)["data"]["msg_id"])
            return reply

        zalo.answer = answer  # type: ignore[method-assign]
        at, rounds = drain(now, gateway, arrive)
    sums = finish(at, "zalo", rounds, taken, began)
    assert sums.delivered and sums.failed and sums.unknown


@pytest.mark.skipif(
    not IS_LONG or not (MODULES / "smpp").is_dir(), reason="a long proof: TRUYVET_MESSAGES=10000, with npm smpp (durability.md)"
)
def test_through_a_message_centre(write: Write, now: datetime) -> None:
    """The centre throttles, refuses, drops the link, keeps silent, says failed, tells everything twice; the worker dies now and then."""
    began, rng, started, taken = time.perf_counter(), random.Random(4), Started(), Counter[str]()
    fill(write, numbers_of(MESSAGES))
    rates = {"throttle": 0.01, "refuse": 0.02, "silent": 0.001, "drop": 0.0005, "fail": 0.05}
    gateway = started(ids="decimal", answer_s=2, twice=True, rates=rates)
    out = started.peers[0].stdout
    assert out is not None

    def read() -> None:
        for line in out:
            event: dict[str, Any] = json.loads(line)
            if event.get("event") == "submit" and event["fate"] not in ("throttle", "refuse"):
                taken[event["to"] + event["udh"]] += 1

    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    class Deadly(SimpleNamespace):
        route, knows_event, window, receipts, answers = "smpp", False, gateway.window, gateway.receipts, gateway.answers

        def submit(self, message: OutboundMessage, at: datetime) -> Taken:
            found = gateway.submit(message, at)
            if rng.random() < 0.0005:
                raise Killed
            return found

    at, rounds = drain(now, Deadly())  # type: ignore[arg-type]
    for _ in range(20):
        time.sleep(0.1)
        send_due(at, gateway=gateway)
    sums = finish(at, "smpp", rounds, taken, began)
    gateway.close()
    started.peers[0].kill()
    started.peers[0].wait()
    reader.join()
    out.close()
    assert sums.delivered and sums.failed and sums.unknown
