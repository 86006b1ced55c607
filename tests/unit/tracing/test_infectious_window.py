"""From when until when a case could infect: what is known of it, else the definition."""

from __future__ import annotations

import numpy as np

from truyvet.tracing.contact_definition import load_definition
from truyvet.tracing.infectious_window import infectious_windows
from truyvet.tracing.records import MISSING

AT = 1_622_422_800


def test_the_window_of_a_case_is_its_own_or_the_definitions() -> None:
    rule = load_definition()
    rows = [(AT, MISSING, MISSING, MISSING), (MISSING, AT, MISSING, MISSING), (AT, AT, 5, 9), (AT, AT, 5, MISSING)]
    starts, ends = infectious_windows(*np.array(rows, np.int64).T, rule)
    by_onset = (AT - rule.infectious_before_onset, AT + rule.infectious_after)
    by_sample = (AT - rule.infectious_before_sample, AT + rule.infectious_after)
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [by_onset, by_sample, (5, 9), by_onset]
