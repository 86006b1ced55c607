"""Changes of the cases room: each one transaction and one audit row."""

from truyvet.cases.actions.case_changes import close_case, discard_case, edit_case
from truyvet.cases.actions.case_import import MAX_CASES_PER_TRANSACTION, CaseImportCounts, ImportedCase, add_cases
from truyvet.cases.actions.laboratory_results import add_result, confirm_result
from truyvet.cases.actions.new_case import NewCase, OpenedCase, ResultEntry, open_case
from truyvet.cases.actions.retention import purge_cases

__all__ = [
    "MAX_CASES_PER_TRANSACTION",
    "CaseImportCounts",
    "ImportedCase",
    "NewCase",
    "OpenedCase",
    "ResultEntry",
    "add_cases",
    "add_result",
    "close_case",
    "confirm_result",
    "discard_case",
    "edit_case",
    "open_case",
    "purge_cases",
]
