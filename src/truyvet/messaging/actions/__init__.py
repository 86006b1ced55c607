"""Changes of this room."""

from truyvet.messaging.actions.email_addresses import confirm_email, give_email, remove_email
from truyvet.messaging.actions.inbound import (
    OpenedInbound,
    close_inbound,
    give_back_inbound,
    open_inbound,
    reply_inbound,
    take_inbound,
)
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
from truyvet.messaging.actions.push import (
    SubscriptionRefused,
    enqueue_push_first,
    make_push_key,
    subscribe_push,
    unsubscribe_push,
    withdraw_answered,
)
from truyvet.messaging.actions.recordings import add_recording, decide_recording
from truyvet.messaging.actions.templates import decide_template, write_template

__all__ = [
    "CodeUndeliverable",
    "OpenedInbound",
    "QueuedMessage",
    "SubscriptionRefused",
    "add_recording",
    "close_inbound",
    "confirm_email",
    "decide_recording",
    "decide_template",
    "enqueue",
    "enqueue_push_first",
    "give_back_inbound",
    "give_email",
    "hold_back_restored",
    "make_push_key",
    "open_inbound",
    "open_inbox",
    "record_delivery",
    "remove_email",
    "reply_inbound",
    "resume_messages",
    "send_one_time_code",
    "stop_messages",
    "subscribe_push",
    "take_back",
    "take_inbound",
    "unsubscribe_push",
    "withdraw_answered",
    "write_template",
]
