"""Changes in this room."""

from truyvet.investigations.actions.decisions import decide
from truyvet.investigations.actions.declared_visits import import_declared_visits
from truyvet.investigations.actions.interviews import InterviewEntry, NamedEntry, add_interviews, record_interview
from truyvet.investigations.actions.run_requests import request_run
from truyvet.investigations.actions.run_states import finish_run, requeue_orphans, start_next_run

__all__ = [
    "InterviewEntry",
    "NamedEntry",
    "add_interviews",
    "decide",
    "finish_run",
    "import_declared_visits",
    "record_interview",
    "request_run",
    "requeue_orphans",
    "start_next_run",
]
