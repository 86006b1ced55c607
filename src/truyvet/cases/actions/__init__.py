"""Changes of the cases room: each one transaction and one audit row."""

from truyvet.cases.actions.bulk import BULK, CaseLine, Counted, add_cases
from truyvet.cases.actions.changing import close_case, discard, edit_case
from truyvet.cases.actions.isolating import end_isolation, isolate
from truyvet.cases.actions.opening import IsolationEntry, NewCase, Opened, ResultEntry, open_case
from truyvet.cases.actions.purging import purge_cases, purge_isolations
from truyvet.cases.actions.results import add_result, confirm_result

__all__ = [
    "BULK",
    "CaseLine",
    "Counted",
    "IsolationEntry",
    "NewCase",
    "Opened",
    "ResultEntry",
    "add_cases",
    "add_result",
    "close_case",
    "confirm_result",
    "discard",
    "edit_case",
    "end_isolation",
    "isolate",
    "open_case",
    "purge_cases",
    "purge_isolations",
]
