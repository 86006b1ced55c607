"""Texts that people sent to us: read, taken, given back, answered, ended with a word. Each leaves who and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.messaging.actions.outbox import enqueue
from truyvet.messaging.answer_rule_file import answer_rule
from truyvet.messaging.models import AddressKind, InboundMessage
from truyvet.messaging.queries.inbound import InboundLine, inbound_rows
from truyvet.messaging.rules.answer_text import AnswerMeaning
from truyvet.messaging.rules.inbound_state import TRANSITIONS, CloseWord, InboundRefused, InboundState
from truyvet.people.queries import masked_persons, persons_of_number
from truyvet.people.rules.phones import mask
from truyvet.people.values import MaskedPerson


@dataclass(frozen=True, slots=True)
class OpenedInbound:
    """A text with its words. ``persons``: those within the reader's scope who have the number, masked; ``others``: how many do not live
    there; ``is_own``: the reader has taken it, and so sees the whole number, to call it."""

    line: InboundLine
    text: str = field(repr=False)
    number: str = field(repr=False)
    asked: str
    """The key of the text that asked; "" where no question was open."""
    persons: tuple[MaskedPerson, ...]
    others: int
    is_own: bool
    close_word: CloseWord | None


def open_inbound(*, by: By, now: datetime, scope: Scope, event_id: UUID) -> OpenedInbound:
    """Returns a text with its words; its number is masked but for whoever has taken it. Who read what is recorded.

    Raises InboundRefused("absent").
    """
    with transaction.atomic():
        row = _row(scope, event_id, lock=False)
        owners = persons_of_number(Scope.system("messages", LocalDay.of(now)), row.number)
        seen = masked_persons(scope, owners)
        is_own = row.taken_by_id is not None and row.taken_by_id == by.staff
        facts = {"persons": len(seen), "whole_number": is_own}
        record(by=by, now=now, action="messaging.read_inbound", subject=f"inbound:{event_id}", facts=facts)
    asked = "" if row.asked is None else row.asked.template
    return OpenedInbound(
        _line(row), row.text, row.number if is_own else mask(row.number), asked, tuple(seen.values()), len(owners) - len(seen),
        is_own, CloseWord(row.close_word) if row.close_word else None,
    )  # fmt: skip


def take_inbound(*, by: By, now: datetime, scope: Scope, event_id: UUID) -> None:
    """Notes who looks after a text; its clock goes on. Raises InboundRefused ("absent", "state")."""
    with transaction.atomic():
        row = _row(scope, event_id)
        _move(row, InboundState.TAKEN, taken_by_id=by.staff, taken_at=now)
        record(by=by, now=now, action="messaging.take_inbound", subject=f"inbound:{event_id}", facts={})


def give_back_inbound(*, by: By, now: datetime, scope: Scope, event_id: UUID) -> None:
    """Lets a text that somebody has taken wait for anybody again. Raises InboundRefused ("absent", "state")."""
    with transaction.atomic():
        row = _row(scope, event_id)
        _move(row, InboundState.NEW, taken_by_id=None, taken_at=None)
        record(by=by, now=now, action="messaging.give_back_inbound", subject=f"inbound:{event_id}", facts={})


def reply_inbound(*, by: By, now: datetime, scope: Scope, event_id: UUID, template: str) -> None:
    """Writes one of the approved replies (``data/answers.toml``) to the outbox, each once for a text. It ends nothing.

    Raises InboundRefused ("absent", "state", "reply").
    """
    if template not in answer_rule().replies:
        raise InboundRefused("reply")
    with transaction.atomic():
        row = _row(scope, event_id)
        _move(row, InboundState.ANSWERED, taken_by_id=by.staff, taken_at=row.taken_at or now)
        enqueue(
            by=by, now=now, event_id=uuid5(event_id, template), to_kind=AddressKind.PHONE.value, to=row.number, template=template,
            language="vi", params={},
        )  # fmt: skip
        record(by=by, now=now, action="messaging.reply_inbound", subject=f"inbound:{event_id}", facts={"template": template})


def close_inbound(*, by: By, now: datetime, scope: Scope, event_id: UUID, word: CloseWord) -> None:
    """Ends a text with a word on how. Raises InboundRefused ("absent", "state")."""
    with transaction.atomic():
        row = _row(scope, event_id)
        _move(row, InboundState.CLOSED, closed_by_id=by.staff, closed_at=now, close_word=word.value)
        record(by=by, now=now, action="messaging.close_inbound", subject=f"inbound:{event_id}", facts={"word": word.value})


def _line(row: InboundMessage) -> InboundLine:
    commune, taken = row.commune.name if row.commune else "", row.taken_by.display if row.taken_by else ""
    return InboundLine(row.event_id, InboundState(row.state), AnswerMeaning(row.meaning), row.received_at, row.due_at, commune, taken)


def _row(scope: Scope, event_id: UUID, *, lock: bool = True) -> InboundMessage:
    rows = inbound_rows(scope).filter(event_id=event_id)
    row = rows.select_for_update(of=("self",)).first() if lock else rows.select_related("commune", "taken_by", "asked").first()
    if row is None:
        raise InboundRefused("absent")
    return row


def _move(row: InboundMessage, state: InboundState, **facts: object) -> None:
    if state not in TRANSITIONS[InboundState(row.state)]:
        raise InboundRefused("state")
    row.state = state.value
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *(name.removesuffix("_id") for name in facts)])
