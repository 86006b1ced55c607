"""Changes in this room."""

from truyvet.investigations.actions.deciding import decide
from truyvet.investigations.actions.interviewing import InterviewEntry, NamedEntry, add_interviews, record_interview
from truyvet.investigations.actions.requesting import request_run
from truyvet.investigations.actions.running import finish, give_back, take_next
from truyvet.investigations.actions.taking import take_declared

__all__ = [
    "InterviewEntry",
    "NamedEntry",
    "add_interviews",
    "decide",
    "finish",
    "give_back",
    "record_interview",
    "request_run",
    "take_declared",
    "take_next",
]
