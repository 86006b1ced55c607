"""When a message goes, and what follows a try."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from truyvet.messaging.message_templates import delivery_rule
from truyvet.messaging.rules.delivery import DeliveryRule, GatewayAnswer, after_try, first_moment
from truyvet.messaging.rules.delivery_state import DeliveryState

DELIVERY = DeliveryRule(
    "1",
    "test",
    time(22),
    time(7),
    (timedelta(seconds=30), timedelta(minutes=2)),
    timedelta(minutes=2),
    timedelta(hours=4),
    timedelta(hours=72),
    delivery_rule().routes,
)
NOW = datetime(2021, 5, 31, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "attempts", "state", "why"),
    [
        (GatewayAnswer.TAKEN, 1, DeliveryState.TAKEN, ""),
        (GatewayAnswer.REFUSED, 1, DeliveryState.FAILED_FOR_GOOD, "refused"),
        (GatewayAnswer.NOT_CARRIED, 1, DeliveryState.FAILED_FOR_GOOD, "no_gateway"),
        (GatewayAnswer.BUSY, 1, DeliveryState.FAILED_FOR_NOW, "busy"),
        (GatewayAnswer.BUSY, 2, DeliveryState.FAILED_FOR_NOW, "busy"),
        (GatewayAnswer.BUSY, 3, DeliveryState.FAILED_FOR_GOOD, "tries"),
    ],
)
def test_after_try(answer: GatewayAnswer, attempts: int, state: DeliveryState, why: str) -> None:
    step = after_try(answer, attempts=attempts, now=NOW, expires=None, delivery=DELIVERY)
    assert (step.state, step.why) == (state, why)
    waits = {1: timedelta(seconds=30), 2: timedelta(minutes=2)}
    assert step.not_before == (NOW + waits[attempts] if state is DeliveryState.FAILED_FOR_NOW else None)


def test_a_silence_is_answered_by_asking_again_only_where_the_event_is_known() -> None:
    asked = {"attempts": 1, "now": NOW, "expires": None, "delivery": DELIVERY}
    assert after_try(GatewayAnswer.SILENT, **asked).state is DeliveryState.UNKNOWN  # type: ignore[arg-type]
    assert after_try(GatewayAnswer.SILENT, **asked, knows_event=True).state is DeliveryState.FAILED_FOR_NOW  # type: ignore[arg-type]


def test_not_tried_again_past_its_use() -> None:
    step = after_try(GatewayAnswer.BUSY, attempts=1, now=NOW, expires=NOW + timedelta(seconds=30), delivery=DELIVERY)
    assert (step.state, step.why) == (DeliveryState.EXPIRED, "expired")


@pytest.mark.parametrize(
    ("local", "goes"),
    [
        ("2021-05-31T06:59:59+07:00", "2021-05-31T07:00:00+07:00"),
        ("2021-05-31T07:00:00+07:00", "2021-05-31T07:00:00+07:00"),
        ("2021-05-31T21:59:59+07:00", "2021-05-31T21:59:59+07:00"),
        ("2021-05-31T22:00:00+07:00", "2021-06-01T07:00:00+07:00"),
        ("2021-12-31T23:30:00+07:00", "2022-01-01T07:00:00+07:00"),
        ("2021-05-31T00:30:00+07:00", "2021-05-31T07:00:00+07:00"),
    ],
)
def test_quiet_hours(local: str, goes: str) -> None:
    now = datetime.fromisoformat(local).astimezone(UTC)
    assert first_moment(now, quiet=True, delivery=DELIVERY) == datetime.fromisoformat(goes)
    assert first_moment(now, quiet=False, delivery=DELIVERY) == now
