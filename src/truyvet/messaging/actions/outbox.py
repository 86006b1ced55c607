"""Writing messages to the outbox, and marking what became of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from truyvet.audit.actions import NoTransaction, record
from truyvet.audit.values import By, Scope
from truyvet.core.encryption import encrypt_values
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import CROCKFORD
from truyvet.core.refusal import Refused
from truyvet.core.toml_table import LANGUAGES
from truyvet.messaging import message_templates, receipts
from truyvet.messaging.gateways import select_gateway
from truyvet.messaging.models import PARAMS_PURPOSE, PASSING_KINDS, AddressKind, Message
from truyvet.messaging.queries import MESSAGES_PER_PAGE, InboxFilter, InboxLine, sandbox_messages
from truyvet.messaging.rules.delivery import DeliveryStep, first_moment
from truyvet.messaging.rules.delivery_state import LOST_STATES, TRANSITIONS, WAITING_STATES, DeliveryState
from truyvet.messaging.rules.message_template import REPEATS, MessagePriority, render
from truyvet.messaging.rules.own_message import CODE_LETTERS
from truyvet.messaging.rules.retention_periods import MESSAGE_DAYS
from truyvet.messaging.rules.send_limit import HoldReason
from truyvet.messaging.send_limits import held_back, is_on_trial
from truyvet.messaging.template_lookup import template_in_force
from truyvet.people.actions import issue_code
from truyvet.people.keyed_hash import keyed_hash, same_hash
from truyvet.people.queries.persons_in_scope import chunks
from truyvet.people.rules.phones import normalise
from truyvet.people.values import ANY_SENDER, CodeSender, IssuedCode


class CodeUndeliverable(Refused):
    """No code was made, since no message would bring it to a telephone; ``code`` is "no_gateway", or "trial" for a stranger's number."""


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message in the outbox; ``created`` is False when this event id was there."""

    message_id: int
    state: DeliveryState
    created: bool


def enqueue(
    *,
    by: By,
    now: datetime,
    event_id: UUID,
    to_kind: str,
    to: str,
    template: str,
    language: str,
    params: Mapping[str, str],
    not_before: datetime | None = None,
    text_event: UUID | None = None,
) -> QueuedMessage:
    """Writes a message inside the caller's transaction, whose audit row covers it. Nothing is sent here.

    ``template`` is a name ("signin_code"); its version of the day is used and kept. ``to`` is E.164 for "phone". ``not_before``: it may go
    then, and not now. ``text_event``: of a push, the text that goes when no browser is told. The same event id with the same body gives
    the same answer; with another body IdempotencyConflict. What the limits of
    sending forbid is withdrawn with its reason (rules.send_limit): a row without address that is counted and never sent.
    Raises NoTransaction, KeyError, ParamInvalid, ValueError.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("a message is written inside the transaction of what it tells of")
    if language not in LANGUAGES:
        raise ValueError("language")
    chosen = template_in_force(template, LocalDay.of(now))
    if chosen.only_to not in ("", to_kind):
        raise ValueError("only_to")
    render(chosen, language, params)
    body = keyed_hash("message", AddressKind(to_kind).value, to, template, language, json.dumps(dict(params), sort_keys=True))

    def write() -> QueuedMessage:
        moment = first_moment(not_before or now, quiet=chosen.quiet_hours, delivery=message_templates.delivery_rule())
        held = held_back(chosen, to, at=moment)
        row = Message.objects.create(
            event_id=event_id,
            body_hash=body,
            check_code="" if chosen.priority is MessagePriority.CODE or held else _check_code(event_id),
            to_kind=to_kind,
            to_address="" if held else to,
            template=chosen.key,
            language=language,
            sealed_params="" if held else encrypt_values(PARAMS_PURPOSE, params),
            state=(DeliveryState.WITHDRAWN if held else DeliveryState.QUEUED).value,
            why=held.value if held else "",
            repeats_left=REPEATS if chosen.priority is MessagePriority.NOTICE else 0,
            priority=chosen.priority.value,
            not_before=moment,
            expires_at=moment + chosen.lasts,
            text_event=text_event,
            actor=by.actor,
            created_at=now,
            delete_on=LocalDay.of(now) + timedelta(days=MESSAGE_DAYS),
        )
        return QueuedMessage(row.pk, DeliveryState(row.state), created=True)

    return write_once(lambda: _answered(event_id, body), write)


def take_back(*, by: By, now: datetime, message_ids: Collection[int]) -> frozenset[int]:
    """Withdraws, inside the caller's transaction, whose audit row covers it, those messages that no gateway was asked about; returns which.

    A worker that has leased one finds it withdrawn before it asks. Raises NoTransaction.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("messages are taken back inside the transaction of what takes them back")
    found: set[int] = set()
    waiting = [state.value for state in WAITING_STATES]
    for part in chunks(sorted(message_ids)):
        rows = Message.objects.select_for_update().filter(pk__in=part, state__in=waiting)
        ids = list(rows.values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(
            state=DeliveryState.WITHDRAWN.value, why=HoldReason.TAKEN_BACK.value, to_address="", sealed_params="", lease_id=None,
            leased_until=None,
        )  # fmt: skip
        found.update(ids)
    return frozenset(found)


def send_one_time_code(
    *, by: By, now: datetime, real: datetime, event_id: UUID, phone: str, template: str, language: str, place: str | None = None,
    sender: CodeSender = ANY_SENDER,
) -> IssuedCode:  # fmt: skip
    """Makes a one-time code for ``phone`` and writes the message that brings it; ``place`` where the text names one.

    Raises PhoneInvalid, and CodeUndeliverable before anything is made where no gateway carries the text to a telephone.
    """
    if not select_gateway().reaches_phones(template):
        raise CodeUndeliverable("no_gateway")
    if is_on_trial() and normalise(phone) not in settings.TRUYVET_TRIAL_NUMBERS:
        raise CodeUndeliverable("trial")
    with transaction.atomic():
        issued = issue_code(by=by, now=now, real=real, phone=phone, sender=sender)
        if issued.code is not None:
            words = {"code": issued.code} | ({} if place is None else {"place": place})
            enqueue(
                by=by, now=now, event_id=event_id, to_kind="phone", to=issued.number, template=template, language=language, params=words
            )
    return issued


def open_inbox(
    *, by: By, now: datetime, scope: Scope, wanted: InboxFilter | None = None, before: int | None = None
) -> tuple[InboxLine, ...]:
    """Returns a page of the sandbox's inbox and one message more where there are older ones; who read it is recorded."""
    with transaction.atomic():
        lines = sandbox_messages(scope, now, wanted, before=before, limit=MESSAGES_PER_PAGE + 1)
        shown = lines[:MESSAGES_PER_PAGE]
        facts = {"messages": len(shown), "with_code": sum(line.has_secret for line in shown)}
        record(by=by, now=now, action="messaging.open_inbox", subject="inbox", facts=facts)
    return lines


def record_delivery(*, by: By, now: datetime, message_id: int, lease_id: UUID, step: DeliveryStep) -> bool:
    """Notes what became of one try; False when the lease was lost to another worker, which then does the noting."""
    with transaction.atomic():
        row = Message.objects.select_for_update().filter(id=message_id, lease_id=lease_id).first()
        if row is not None and step.state not in TRANSITIONS[DeliveryState(row.state)]:
            row = None
        if row is not None:
            row.state, row.why = step.state.value, step.why
            row.sent_at = now if step.state in (DeliveryState.TAKEN, DeliveryState.DELIVERED) else None
            row.lease_id, row.leased_until = None, None
            if step.gateway_ids:
                row.parts = step.parts
                receipts.join_parts(row, step.gateway_ids, now)
            if _may_go_again(row):
                row.not_before = step.not_before or row.not_before
            else:
                row.sealed_params = _kept_params(row)
                row.to_address = "" if row.to_kind in PASSING_KINDS else row.to_address
            row.save()
            if row.text_event is not None and step.state in LOST_STATES:
                _hand_over_to_next(row.text_event, now)
        record(
            by=by,
            now=now,
            action="messaging.mark",
            subject=f"message:{message_id}",
            facts={"state": step.state.value, "why": step.why, "noted": row is not None},
        )
    return row is not None


def _hand_over_to_next(text_event: UUID, now: datetime) -> None:
    """Lets what stands behind a push or an e-mail go now where none before it can arrive: the e-mail behind browsers, then the text. The
    hours of its kind are kept when it goes."""
    live = Message.objects.filter(text_event=text_event).exclude(state__in=[state.value for state in LOST_STATES])
    if live.filter(to_kind=AddressKind.PUSH.value).exists():
        return
    behind = live if live.exists() else Message.objects.filter(event_id=text_event)
    behind.filter(state=DeliveryState.QUEUED.value, not_before__gt=now).update(not_before=now)


def hold_back_restored(*, by: By, now: datetime) -> int:
    """Makes unknown, in a database that came back from a backup, whatever might be sent: it may have been since. Returns how many."""
    states = [state.value for state in (*WAITING_STATES, DeliveryState.HANDED_OVER)]
    with transaction.atomic():
        open_rows = Message.objects.filter(Q(state__in=states) | Q(state=DeliveryState.UNKNOWN.value, repeats_left__gt=0))
        secret = [key for key, template in message_templates.templates().items() if template.secret]
        open_rows.filter(template__in=secret).update(sealed_params="")
        open_rows.filter(to_kind__in=PASSING_KINDS).update(to_address="", sealed_params="")
        held = open_rows.update(state=DeliveryState.UNKNOWN.value, why="restored", repeats_left=0, lease_id=None, leased_until=None)
        record(by=by, now=now, action="messaging.restored", subject="outbox", facts={"messages": held})
    return held


def _check_code(event_id: UUID) -> str:
    drawn = int(keyed_hash("check_code", str(event_id)), 16)
    return "".join(CROCKFORD[drawn >> 5 * place & 31] for place in range(CODE_LETTERS))


def _may_go_again(row: Message) -> bool:
    state = DeliveryState(row.state)
    return state in WAITING_STATES or (state is DeliveryState.UNKNOWN and row.repeats_left > 0)


def _answered(event_id: UUID, body: str) -> QueuedMessage | None:
    row = Message.objects.filter(event_id=event_id).values("id", "state", "body_hash").first()
    if row is None:
        return None
    if not same_hash(row["body_hash"], body):
        raise IdempotencyConflict(event_id)
    return QueuedMessage(row["id"], DeliveryState(row["state"]), created=False)


def _kept_params(row: Message) -> str:
    known = message_templates.templates().get(row.template)
    return row.sealed_params if known is not None and not known.secret else ""
