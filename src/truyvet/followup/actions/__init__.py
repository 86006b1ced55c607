"""Changes of this room."""

from truyvet.followup.actions.arrivals import ArrivedPerson, follow_arrival
from truyvet.followup.actions.assignment import assign, give_back, hand_over, take
from truyvet.followup.actions.attempts import record_attempt, skip_call, start_call
from truyvet.followup.actions.calls import send_check_call, take_call_answers
from truyvet.followup.actions.checks import HealthAnswer, answer_by_link, make_check_link, own_need, record_check, settle_need
from truyvet.followup.actions.corrections import ask_corrections, record_correction_call, send_corrections
from truyvet.followup.actions.follow_ups import close_follow_up, follow_by_hand, release_ready
from truyvet.followup.actions.link_messages import send_check_link, send_links_of_day
from truyvet.followup.actions.message_answers import take_message_answers
from truyvet.followup.actions.retention import purge_follow_ups, purge_links
from truyvet.followup.actions.take_over import take_over_cases, take_over_runs, take_over_verdicts
from truyvet.followup.actions.take_over_declarations import take_over_declarations

__all__ = [
    "ArrivedPerson",
    "HealthAnswer",
    "answer_by_link",
    "ask_corrections",
    "assign",
    "close_follow_up",
    "follow_arrival",
    "follow_by_hand",
    "give_back",
    "hand_over",
    "make_check_link",
    "own_need",
    "purge_follow_ups",
    "purge_links",
    "record_attempt",
    "record_check",
    "record_correction_call",
    "release_ready",
    "send_check_call",
    "send_check_link",
    "send_corrections",
    "send_links_of_day",
    "settle_need",
    "skip_call",
    "start_call",
    "take",
    "take_call_answers",
    "take_message_answers",
    "take_over_cases",
    "take_over_declarations",
    "take_over_runs",
    "take_over_verdicts",
]
