"""Changes in this room."""

from truyvet.investigations.actions.decisions import decide
from truyvet.investigations.actions.declared_visits import import_declared_visits
from truyvet.investigations.actions.interviews import InterviewEntry, NamedEntry, add_interviews, record_interview
from truyvet.investigations.actions.run_requests import request_run

__all__ = [
    "InterviewEntry",
    "NamedEntry",
    "add_interviews",
    "decide",
    "import_declared_visits",
    "record_interview",
    "request_run",
]
