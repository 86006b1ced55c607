"""Changes of the cases room: each one transaction and one audit row."""

from truyvet.cases.actions.case_changes import close_case, discard_case, edit_case
from truyvet.cases.actions.case_import import MAX_CASES_PER_TRANSACTION, CaseImportCounts, ImportedCase, add_cases
from truyvet.cases.actions.isolations import end_isolation, start_isolation
from truyvet.cases.actions.laboratory_results import add_result, confirm_result
from truyvet.cases.actions.new_case import IsolationEntry, NewCase, OpenedCase, ResultEntry, open_case
from truyvet.cases.actions.retention import purge_cases, purge_isolations

__all__ = [
    "MAX_CASES_PER_TRANSACTION",
    "CaseImportCounts",
    "ImportedCase",
    "IsolationEntry",
    "NewCase",
    "OpenedCase",
    "ResultEntry",
    "add_cases",
    "add_result",
    "close_case",
    "confirm_result",
    "discard_case",
    "edit_case",
    "end_isolation",
    "open_case",
    "purge_cases",
    "purge_isolations",
    "start_isolation",
]
