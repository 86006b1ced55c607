"""Reads of tests; the first argument of each is who reads."""

from truyvet.laboratory.queries.lab_results import (
    LabResultRow,
    changed_positives,
    changed_results,
    conflicts,
    has_changed_results,
    open_case_code,
    results_of,
    results_of_sample,
    sample_in_scope,
    unresolved_results,
)
from truyvet.laboratory.queries.test_orders import (
    DUE_STATES,
    DayFigures,
    TestOrderFilter,
    TestOrderRow,
    communes_of_orders,
    count_test_orders,
    day_figures,
    has_test_orders,
    open_test_orders,
    recent_turnaround,
    tests_due,
)
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope, pools_in_scope, samples_in_scope
from truyvet.laboratory.queries.tubes import Tube, TubeSample, last_taken, tube, waiting_samples

__all__ = [
    "DUE_STATES", "DayFigures", "LabResultRow", "TestOrderFilter", "TestOrderRow", "Tube", "TubeSample", "changed_positives",
    "changed_results", "communes_of_orders", "conflicts", "count_test_orders", "day_figures", "has_changed_results", "has_test_orders",
    "last_taken", "open_case_code", "open_test_orders", "orders_in_scope", "pools_in_scope", "recent_turnaround", "results_of",
    "results_of_sample", "sample_in_scope", "samples_in_scope", "tests_due", "tube", "unresolved_results", "waiting_samples",
]  # fmt: skip
