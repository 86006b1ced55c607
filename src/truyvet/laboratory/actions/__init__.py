"""Changes of tests: each one transaction and one audit row."""

from truyvet.laboratory.actions.lab_results import AddedResults, add_results, correct_result, enter_result, resolve_result
from truyvet.laboratory.actions.laboratories import add_laboratory
from truyvet.laboratory.actions.orders import (
    OrderedTests,
    cancel_test_order,
    move_sample,
    order_tests,
    record_samples,
    undo_sample,
)
from truyvet.laboratory.actions.pools import make_pool
from truyvet.laboratory.actions.retention import purge_orders, purge_pools, purge_unresolved
from truyvet.laboratory.rules.samples import TakenSample

__all__ = [
    "AddedResults", "OrderedTests", "TakenSample", "add_laboratory", "add_results", "cancel_test_order", "correct_result", "enter_result",
    "make_pool", "move_sample", "order_tests", "purge_orders", "purge_pools", "purge_unresolved", "record_samples", "resolve_result",
    "undo_sample",
]  # fmt: skip
