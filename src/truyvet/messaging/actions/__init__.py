"""Changes of this room."""

from truyvet.messaging.actions.opt_outs import resume_messages, stop_messages
from truyvet.messaging.actions.outbox import (
    CodeUndeliverable,
    QueuedMessage,
    enqueue,
    hold_back_restored,
    open_inbox,
    record_delivery,
    send_one_time_code,
    take_back,
)
from truyvet.messaging.actions.templates import decide_template, write_template

__all__ = [
    "CodeUndeliverable",
    "QueuedMessage",
    "decide_template",
    "enqueue",
    "hold_back_restored",
    "open_inbox",
    "record_delivery",
    "resume_messages",
    "send_one_time_code",
    "stop_messages",
    "take_back",
    "write_template",
]
