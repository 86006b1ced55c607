"""EARS alerts: what they say, and how often they ring where nothing happens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.epidemiology.aberration import (
    C1_C2_LIMIT,
    DAYS_NEEDED,
    FALSE_ALARMS,
    MIN_SD,
    false_alarm_shares,
    last_day_aberration,
)


def test_a_jump_rings_and_a_slow_day_does_not() -> None:
    quiet = [2, 1, 3, 2, 2, 1, 3, 2, 2, 1, 2]
    jump = last_day_aberration([*quiet, 12])
    assert jump is not None and jump.rings == ("C1", "C2", "C3") and jump.baseline == pytest.approx(15 / 7)
    still = last_day_aberration([*quiet, 2])
    assert still is not None and still.rings == ()
    # A slow rise hides in the baseline of C1; the gap of C2 keeps it out.
    rise = last_day_aberration([1, 1, 2, 1, 1, 2, 1, 1, 2, 4, 6, 7])
    assert rise is not None and rise.c2 > C1_C2_LIMIT > rise.c1
    assert last_day_aberration([0] * (DAYS_NEEDED - 1)) is None
    first = last_day_aberration([*[0] * 11, 1])
    assert first is not None and first.c2 == pytest.approx(1 / MIN_SD) and "C2" in first.rings


@given(st.lists(st.integers(0, 50), min_size=DAYS_NEEDED, max_size=30), st.integers(1, 20))
def test_more_cases_on_the_last_day_never_quiet_an_alarm(counts: list[int], more: int) -> None:
    before, after = last_day_aberration(counts), last_day_aberration([*counts[:-1], counts[-1] + more])
    assert before is not None and after is not None
    assert after.c1 > before.c1 and after.c2 > before.c2 and set(before.rings) <= set(after.rings)


def test_false_alarms_are_as_often_as_printed() -> None:
    draw = np.random.default_rng(20210531)
    for mean in (0.5, 5.0):
        series = draw.poisson(mean, (1_000, DAYS_NEEDED)).tolist()
        found = [last_day_aberration(each) for each in series]
        for place, name in enumerate(("C1", "C2", "C3")):
            share = sum(name in each.rings for each in found if each) / len(found)
            # Three standard errors of a share of 1,000.
            assert share == pytest.approx(FALSE_ALARMS[mean][place], abs=3 * (FALSE_ALARMS[mean][place] / 1_000) ** 0.5)
    assert false_alarm_shares(0.6) == FALSE_ALARMS[0.5] and false_alarm_shares(900) == FALSE_ALARMS[50.0]
