"""Changes in this room."""

from truyvet.investigations.actions.decisions import decide
from truyvet.investigations.actions.declared_visits import import_declared_visits
from truyvet.investigations.actions.interview_visits import tie_place
from truyvet.investigations.actions.interviews import add_interviews, keep_draft, record_interview
from truyvet.investigations.actions.run_requests import request_run
from truyvet.investigations.rules.interviews import InterviewEntry, NamedEntry, ReportedPlace

__all__ = [
    "InterviewEntry",
    "NamedEntry",
    "ReportedPlace",
    "add_interviews",
    "decide",
    "import_declared_visits",
    "keep_draft",
    "record_interview",
    "request_run",
    "tie_place",
]
