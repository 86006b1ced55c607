"""Two routes to telephones: both carry, a slow one carries less, and what one did not take goes by the other."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from truyvet.messaging import delivery_worker
from truyvet.messaging.actions import QueuedMessage
from truyvet.messaging.delivery_worker import send_due
from truyvet.messaging.gateways import GatewayBusy, OutboundMessage, Taken
from truyvet.messaging.jobs import route_measurement
from truyvet.messaging.models import Message, MessageReceipt, RoutePair
from truyvet.messaging.views import delivery

pytestmark = pytest.mark.db
Write = Callable[..., QueuedMessage]
EACH = 20
"""So many to each route that their delay says something (``min_messages``)."""


class Route:
    """Takes everything, or nothing; receipts are rows of the test."""

    knows_event, window, is_down = False, 1, False

    def __init__(self, route: str) -> None:
        self.route = route

    def reaches_phones(self, template: str) -> bool:
        return True

    def submit(self, message: OutboundMessage, now: datetime) -> Taken:
        if self.is_down:
            raise GatewayBusy("down")
        return Taken((f"{self.route}-{message.event_id}",))


@pytest.fixture
def routes(gateway: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Route, Route]:
    both = Route("one"), Route("two")
    for module in (delivery_worker, route_measurement, delivery):
        monkeypatch.setattr(module, "select_gateway", lambda: both[0])
        monkeypatch.setattr(module, "second_route", lambda carrier: both[1])
    return both


def send(write: Write, at: datetime, count: int) -> Counter[str]:
    """Numbers that lie evenly: at rest half of them are for each route."""
    for number in range(count):
        write(at=at, event_id=uuid.UUID(int=count * 10**9 + number * 10_000 + number * 10_000 // count))
    assert send_due(at).sent == count
    return Counter(Message.objects.filter(created_at=at).values_list("route", flat=True))


def test_the_slow_one_carries_less_also_after_a_restart(
    routes: tuple[Route, Route], write: Write, house_clock: datetime, client_for: Callable[..., Any]
) -> None:
    now, late = house_clock - timedelta(minutes=6), house_clock
    assert send(write, now, 2 * EACH) == {"one": EACH, "two": EACH}, "at rest each has half"
    MessageReceipt.objects.filter(route="one").update(outcome="delivered", at=late)
    MessageReceipt.objects.filter(route="two").update(outcome="delivered", at=now + timedelta(seconds=3))
    Message.objects.update(state="delivered")
    route_measurement.measure_routes(late)
    # Nothing of it is in the process: the worker that goes on may be another one.
    kept = RoutePair.objects.get()
    assert (kept.first, kept.second, kept.share, kept.changed_at) == ("one", "two", pytest.approx(0.3), late)
    after = send(write, late, 10)
    assert after == {"one": 3, "two": 7}
    route_measurement.measure_routes(late + timedelta(minutes=4))
    assert RoutePair.objects.get().share == pytest.approx(0.3), "at most once in five minutes"
    page = client_for("tracing_lead").get("/tin-nhan/").content.decode()
    assert "Tuyến 1 nhận 30 % số tin" in page and "Tuyến 2 nhận 70 % số tin" in page
    assert "tới nơi sau trung bình 360 giây" in page and "tới nơi sau trung bình 3 giây" in page and "Đổi phần lần cuối" in page


def test_what_one_did_not_take_goes_by_the_other(routes: tuple[Route, Route], write: Write, now: datetime) -> None:
    routes[0].is_down = True
    write(event_id=uuid.UUID(int=0))
    assert send_due(now).failed == 1
    row = Message.objects.get()
    assert row.route == "one" and send_due(row.not_before).sent == 1
    row.refresh_from_db()
    assert (row.route, row.state, row.attempts) == ("two", "taken", 2)
