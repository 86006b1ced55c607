"""The life of a message."""

from __future__ import annotations

import pytest

from truyvet.messaging.rules.delivery_state import (
    FINAL_STATES,
    LOST_STATES,
    TRANSITIONS,
    WAITING_STATES,
    DeliveryState,
    TransitionRefused,
    next_state,
)


def test_every_state_is_in_the_table_and_ends_are_ends() -> None:
    assert set(TRANSITIONS) == set(DeliveryState)
    assert {DeliveryState.DELIVERED, *LOST_STATES} == FINAL_STATES
    assert not WAITING_STATES & FINAL_STATES


@pytest.mark.parametrize("before", DeliveryState)
@pytest.mark.parametrize("after", DeliveryState)
def test_moved(before: DeliveryState, after: DeliveryState) -> None:
    if after in TRANSITIONS[before]:
        assert next_state(before, after) is after
    else:
        with pytest.raises(TransitionRefused):
            next_state(before, after)


def test_nothing_is_sent_without_a_worker_having_it() -> None:
    carried = {state for state in DeliveryState if TRANSITIONS[state] & {DeliveryState.TAKEN, DeliveryState.DELIVERED}}
    assert carried == {DeliveryState.HANDED_OVER, DeliveryState.TAKEN, DeliveryState.UNKNOWN}
