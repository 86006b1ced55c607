"""The life of a message."""

from __future__ import annotations

import pytest

from truyvet.messaging.rules.states import FINAL, TRANSITIONS, WAITING, State, TransitionRefused, moved


def test_every_state_is_in_the_table_and_ends_are_ends() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {State.SENT, State.GAVE_UP, State.WITHHELD} == FINAL
    assert not WAITING & FINAL


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_moved(before: State, after: State) -> None:
    if after in TRANSITIONS[before]:
        assert moved(before, after) is after
    else:
        with pytest.raises(TransitionRefused):
            moved(before, after)


def test_nothing_is_sent_without_a_worker_having_it() -> None:
    assert [state for state in State if State.SENT in TRANSITIONS[state]] == [State.SENDING]
