"""Whether a text may go to a number. Asked when it is written and again when it is carried: a withdrawal stops what waits."""

from __future__ import annotations

from datetime import datetime

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate
from truyvet.people.queries import may_message


def may_send(template: MessageTemplate, to: str, now: datetime) -> bool:
    """Returns whether a text may go to ``to`` (E.164): codes and notices always, a reminder only with consent in force."""
    if template.priority is not MessagePriority.REMINDER:
        return True
    return may_message(Scope.system("messages", LocalDay.of(now)), to)
