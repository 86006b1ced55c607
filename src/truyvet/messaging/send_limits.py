"""What the limits of sending are asked about: consents, refusals, counts of the day; when a message is written and again when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from truyvet.audit.values import Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.toml_table import DataFileError, parse_toml
from truyvet.messaging.models import Message
from truyvet.messaging.queries import stopped_numbers
from truyvet.messaging.rules.delivery_state import DeliveryState
from truyvet.messaging.rules.message_template import MessagePriority, MessageTemplate
from truyvet.messaging.rules.send_limit import HoldReason, LimitRule, SendFacts, hold_reason
from truyvet.messaging.rules.simulator_numbers import SIMULATOR_NUMBERS
from truyvet.people.queries import may_message

FILE: Final = "limits.toml"
NOT_COUNTED: Final = (DeliveryState.WITHDRAWN, DeliveryState.EXPIRED, DeliveryState.FAILED_FOR_GOOD)
"""States of messages that reach nobody, and so use up nothing of the day."""


@cache
def limit_rule() -> LimitRule:
    """Returns the figures in force. Raises DataFileError."""
    errors: list[str] = []
    table = parse_toml((files("truyvet.messaging") / "data" / FILE).read_text(encoding="utf-8"), FILE, errors)
    rule = LimitRule(
        version=table.text("version"), source=table.text("source"), most_per_day=table.whole("most_per_day", 1, 20, needed=True),
        trial_per_day=table.whole("trial_per_day", 1, 10_000, needed=True),
        stop_words=frozenset(table.texts("stop_words")),
    )  # fmt: skip
    table.done()
    if errors:
        raise DataFileError(errors)
    return rule


def is_on_trial() -> bool:
    """Returns whether this installation writes to its own staff alone."""
    return bool(settings.TRUYVET_TRIAL_NUMBERS)


def held_back(template: MessageTemplate, address: str, *, at: datetime, carried: int | None = None) -> HoldReason | None:
    """Returns why a text must not reach ``address`` at ``at``; None when it may. At most four queries, none for a code outside a trial.

    ``carried`` is the message that is about to go: then only what has gone on that day counts, and not itself.
    """
    on_consent, on_trial = template.priority is MessagePriority.REMINDER, is_on_trial()
    if address in SIMULATOR_NUMBERS or not (on_consent or on_trial):
        return None
    scope, rows = Scope.system("messages", LocalDay.of(at)), _of_day(at, carried)
    facts = SendFacts(
        rests_on_consent=on_consent,
        has_consent=on_consent and may_message(scope, address),
        has_opted_out=on_consent and bool(stopped_numbers(scope, [address], at)),
        sent_today=rows.filter(priority=MessagePriority.REMINDER, to_address=address).count() if on_consent else 0,
        is_own_staff=address in settings.TRUYVET_TRIAL_NUMBERS,
        trial_today=rows.exclude(to_address__in=SIMULATOR_NUMBERS).count() if on_trial else None,
    )
    return hold_reason(facts, limit_rule())


def _of_day(at: datetime, carried: int | None) -> QuerySet[Message]:
    start = LocalDay.of(at).start
    rows = Message.objects.filter(not_before__gte=start, not_before__lt=start + timedelta(days=1))
    rows = rows.exclude(state__in=[state.value for state in NOT_COUNTED])
    return rows if carried is None else rows.filter(attempts__gt=0).exclude(pk=carried)
