"""Duty cycles: shares of time, no state that sticks, and two devices that always hear each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.agent.scan_schedule import BATTERY_SAVING, SCAN_CYCLE, DutyCycle, RadioOrder, ScanSchedule
from truyvet.proximity.errors import CallerError

MOMENTS = st.integers(1_600_000_000, 1_700_000_000)


def test_shares_of_time() -> None:
    assert sum(SCAN_CYCLE.active(at) for at in range(3_000)) == 400
    assert sum(BATTERY_SAVING.active(at) for at in range(3_000)) == 1_500


@given(MOMENTS, st.integers(0, 299))
def test_change_tells_when_it_changes(at: int, offset: int) -> None:
    cycle = DutyCycle(40, 260, offset)
    change = int(cycle.change(at))
    assert all(cycle.active(at + second) is cycle.active(at) for second in range(change))
    assert cycle.active(at + change) is not cycle.active(at)


@given(st.integers(0, 299), st.integers(0, 29), MOMENTS)
def test_every_scan_hears_a_saving_sender_for_ten_seconds(scan: int, show: int, at: int) -> None:
    listens, shows = DutyCycle(40, 260, scan), DutyCycle(15, 15, show)
    start = next(second for second in range(at, at + 600) if listens.active(second) and not listens.active(second - 1))
    assert sum(shows.active(second) for second in range(start, start + 40)) >= 10


@given(st.lists(st.tuples(MOMENTS, st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_orders_lead_to_what_the_second_asks_for_wherever_the_clock_jumps(steps: list[tuple[int, bool, bool]]) -> None:
    duty, listening, showing = ScanSchedule(advertise=BATTERY_SAVING), False, False
    for at, watching, allowed in steps:
        duty.allowed = allowed
        orders = duty.step(at, watching=watching)
        listening = RadioOrder.LISTEN in orders or (listening and RadioOrder.DEAFEN not in orders)
        showing = RadioOrder.SHOW in orders or (showing and RadioOrder.HIDE not in orders)
        assert listening is (allowed and (watching or SCAN_CYCLE.active(at)))
        assert showing is (allowed and BATTERY_SAVING.active(at))
        assert duty.step(at, watching=watching) == (), "nothing is ordered twice"


def test_a_cycle_without_work_is_refused() -> None:
    with pytest.raises(CallerError):
        DutyCycle(0, 10)
