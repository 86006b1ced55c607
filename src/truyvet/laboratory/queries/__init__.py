"""Reads of tests; the first argument of each is who reads."""

from truyvet.laboratory.queries.lab_results import (
    LabResultRow,
    changed_results,
    conflicts,
    results_of,
    results_of_sample,
    sample_in_scope,
    unresolved_results,
)
from truyvet.laboratory.queries.test_orders import (
    DayFigures,
    TestOrderFilter,
    TestOrderRow,
    count_test_orders,
    day_figures,
    open_test_orders,
    tests_due,
)
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope, pools_in_scope, samples_in_scope

__all__ = [
    "DayFigures",
    "LabResultRow",
    "TestOrderFilter",
    "TestOrderRow",
    "changed_results",
    "conflicts",
    "count_test_orders",
    "day_figures",
    "open_test_orders",
    "orders_in_scope",
    "pools_in_scope",
    "results_of",
    "results_of_sample",
    "sample_in_scope",
    "samples_in_scope",
    "tests_due",
    "unresolved_results",
]
