"""A text that somebody sent to us becomes a row, with what was understood of it. Machine steps, which write no audit row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import write_once
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions.opt_outs import stop_messages
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.models import MAX_INBOUND_LETTERS, AddressKind, InboundMessage, Message, OptOutSource
from truyvet.messaging.rules.answer_text import AnswerMeaning, answer_meaning
from truyvet.messaging.rules.inbound_state import InboundState, due_of
from truyvet.messaging.rules.retention_periods import MESSAGE_DAYS
from truyvet.messaging.rules.send_limit import is_stop_answer
from truyvet.messaging.send_limits import limit_rule
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import persons_of_number


def record_inbound(*, event_id: UUID, route: str, number: str, text: str, at: datetime, by: By) -> bool:
    """Keeps a text from a number (E.164) and what is understood of it; False when it was there, or the same words came just now.

    When this returns it is durable. Words that ask us to stop are obeyed at once, on every channel, by the action of that name, whose
    audit row covers it.
    """
    rule, scope = answer_rule(), Scope.system("messages", LocalDay.of(at))
    words = text[:MAX_INBOUND_LETTERS].strip()
    mark = keyed_hash("inbound", number, " ".join(words.split()))

    def find() -> bool | None:
        same = InboundMessage.objects.filter(words_hash=mark, received_at__gt=at - rule.same_within)
        return False if same.exists() or InboundMessage.objects.filter(event_id=event_id).exists() else None

    def write() -> bool:
        asked = _open_question(number, at)
        meaning, state = answer_meaning(words, rule), InboundState.NEW
        if is_stop_answer(words, limit_rule()):
            meaning, state = AnswerMeaning.STOP, InboundState.STOPPED
            stop_messages(by=by, now=at, number=number, source=OptOutSource.ANSWER)
        elif asked is not None and meaning in (AnswerMeaning.WELL, AnswerMeaning.ILL):
            state = InboundState.UNDERSTOOD
        communes = set(persons_of_number(scope, number).values())
        InboundMessage.objects.create(
            event_id=event_id, number=number, text=words, words_hash=mark, route=route, received_at=at, meaning=meaning.value, asked=asked,
            commune_id=communes.pop() if len(communes) == 1 else None, state=state.value, due_at=due_of(at, words, rule),
            delete_on=LocalDay.of(at) + timedelta(days=MESSAGE_DAYS),
        )  # fmt: skip
        return True

    return write_once(find, write)


def settle_unused(now: datetime) -> int:
    """Gives a person what was understood and taken by no room in time; returns how many."""
    late = InboundMessage.objects.filter(state=InboundState.UNDERSTOOD.value, received_at__lte=now - answer_rule().unused_after)
    return late.update(state=InboundState.NEW.value)


def mark_used(event_id: UUID, use: Callable[[], bool]) -> bool:
    """Asks ``use`` to write down what an understood text says, and gives the text to a person where it says False.

    False too when it was settled meanwhile. One transaction with whatever ``use`` writes.
    """
    with transaction.atomic():
        row = InboundMessage.objects.select_for_update().filter(event_id=event_id, state=InboundState.UNDERSTOOD.value).first()
        if row is None:
            return False
        is_used = use()
        row.state = (InboundState.USED if is_used else InboundState.NEW).value
        row.save(update_fields=["state"])
    return is_used


def _open_question(number: str, at: datetime) -> Message | None:
    """Returns the newest question that a gateway was asked to bring to a number; None where none is open, or two of one day are."""
    rule = answer_rule()
    sent = Message.objects.filter(
        to_address=number, to_kind=AddressKind.PHONE.value, attempts__gt=0, not_before__lte=at, not_before__gt=at - rule.question_lasts
    )
    asking = [row for row in sent.order_by("-not_before", "-pk") if row.template.partition("@")[0] in rule.questions]
    if not asking or (len(asking) > 1 and LocalDay.of(asking[1].not_before) == LocalDay.of(asking[0].not_before)):
        # Two persons were asked at one number: whose answer it is, nobody knows.
        return None
    return asking[0]
