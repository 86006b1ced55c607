"""Callers and teams at work on a list."""

from __future__ import annotations

import numpy as np
import pytest

from truyvet.simulate.options import AS_OF, DAY_S
from truyvet.simulate.team_work import HOUR_S, NEVER, TeamOptions, WorkedList, work_through


def worked(size: int, start: int = AS_OF, **options: float) -> WorkedList:
    return work_through(size, start, TeamOptions(**options), np.random.default_rng(7))  # type: ignore[arg-type]


def test_one_caller_calls_in_order() -> None:
    assert (AS_OF + 7 * HOUR_S) % DAY_S == 8 * HOUR_S  # 08:00 local time
    done = worked(3, callers=1, answer_share=1.0)
    assert done.called.tolist() == [0, 360, 720]
    assert done.reached.tolist() == [360, 720, 1080]
    assert done.ordered.tolist() == [each + HOUR_S for each in (360, 720, 1080)]


def test_unanswered_calls_lead_to_a_visit() -> None:
    done = worked(1, answer_share=0.0, home_share=1.0)
    assert done.called[0] == 0
    assert done.reached[0] == 2 * 3 * HOUR_S + 60 + 1_200  # the third call, then the door


def test_nobody_works_at_night_or_past_the_horizon() -> None:
    evening = AS_OF + 12 * HOUR_S + 55 * 60  # 20:55
    done = worked(3, evening, callers=1, answer_share=1.0)
    assert done.called.tolist() == [0, 10 * HOUR_S + 5 * 60, 10 * HOUR_S + 11 * 60]
    many = worked(20_000, callers=1)
    assert (many.called == NEVER).sum() > 19_000
    assert (np.diff(many.called[:100]) >= 0).all()


def test_nobody_at_home_is_visited_again_the_next_day() -> None:
    assert worked(1, answer_share=0.0, home_share=0.0).reached[0] == NEVER
    assert worked(0).called.size == 0


@pytest.mark.parametrize("none", [{"callers": 0}, {"teams": 0}])
def test_somebody_must_work(none: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        TeamOptions(**none)  # type: ignore[arg-type]
