"""The share of two routes: when it moves, how far, and when it must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from truyvet.messaging.message_templates import delivery_rule
from truyvet.messaging.rules.route_share import RouteDelay, RouteShare, is_for_first, next_share

RULE = delivery_rule().routes
NOW = datetime(2021, 5, 31, 1, tzinfo=UTC)
WELL, SLOW, BOUNDARY, FEW = RouteDelay(100, 14), RouteDelay(100, 40), RouteDelay(100, 15), RouteDelay(19, 19)


@pytest.mark.parametrize(
    ("before", "first", "second", "after"),
    [
        (0.5, WELL, WELL, 0.5),
        (0.5, SLOW, WELL, 0.3),
        (0.5, BOUNDARY, WELL, 0.3),
        (0.5, WELL, SLOW, 0.7),
        (0.5, SLOW, SLOW, 0.5),
        (0.5, FEW, WELL, 0.5),
        (0.2, SLOW, WELL, 0.1),
        (0.1, SLOW, WELL, 0.1),
        (0.1, WELL, WELL, 0.15),
        (0.48, WELL, WELL, 0.5),
        (0.9, WELL, FEW, 0.85),
    ],
)
def test_the_table(before: float, first: RouteDelay, second: RouteDelay, after: float) -> None:
    assert next_share(RouteShare(before), first, second, now=NOW, rule=RULE).share == pytest.approx(after)


def test_at_most_once_in_five_minutes_and_all_the_way_back() -> None:
    moved = next_share(RouteShare(0.5), SLOW, WELL, now=NOW, rule=RULE)
    assert next_share(moved, SLOW, WELL, now=NOW + timedelta(seconds=299), rule=RULE) == moved
    assert next_share(moved, SLOW, WELL, now=NOW + timedelta(seconds=300), rule=RULE).share == pytest.approx(0.1)
    share, at = moved, NOW
    for _ in range(10):
        at += timedelta(minutes=5)
        share = next_share(share, WELL, WELL, now=at, rule=RULE)
    assert share.share == RULE.rest


def test_messages_are_shared_out_as_the_share_says_and_stay_where_they_are() -> None:
    ids = [UUID(int=number * 2654435761) for number in range(2_000)]
    first = {each for each in ids if is_for_first(each, 0.3)}
    assert 500 < len(first) < 700
    assert first <= {each for each in ids if is_for_first(each, 0.5)}
    assert not any(is_for_first(each, 0.3, attempts=1) for each in first), "not the one again that did not take it"
    assert not [each for each in ids if is_for_first(each, 0.0)] and all(is_for_first(each, 1.0) for each in ids)
