"""Records how it was tried to reach a followed person. An attempt is no conclusion: it moves the next step and ends nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import Attempt, FollowUp
from truyvet.followup.rules.records import OUTCOMES, AttemptBy, AttemptOutcome, Channel, FollowUpRefused

CALL_LOCK: Final = timedelta(minutes=10)
"""So long nobody else is given a person whom somebody calls. Ours: longer than a talk, shorter than the wait for the next try."""
MAX_NOTE_CHARS: Final = 1_000


def record_attempt(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, person_code: str, by_kind: AttemptBy, channel: Channel,
    outcome: AttemptOutcome, note: str = "", at: datetime | None = None,
) -> bool:  # fmt: skip
    """Records a call or a visit and returns whether it is new. ``at``: when it was, for a visit that was written down offline.

    Raises FollowUpAbsent, FollowUpRefused ("outcome", "note", "moment"), IdempotencyConflict.
    """
    if outcome not in OUTCOMES[channel]:
        raise FollowUpRefused("outcome")
    text, moment = note.strip(), at or now
    if len(text) > MAX_NOTE_CHARS:
        raise FollowUpRefused("note")
    body = body_hash(person_code, by_kind.value, channel.value, outcome.value, text, moment.isoformat() if at else "")
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        if moment > now or moment < follow_up.opened_at - timedelta(days=1):
            raise FollowUpRefused("moment")
        known = Attempt.objects.filter(event_id=event_id).first()
        if known is not None:
            if not is_same_body(known.body_hash, body):
                raise IdempotencyConflict(event_id)
            return False
        Attempt.objects.create(
            event_id=event_id, body_hash=body, follow_up=follow_up, at=moment, by_kind=by_kind.value, channel=channel.value,
            outcome=outcome.value, staff_id=scope.staff, note=text,
        )  # fmt: skip
        FollowUp.objects.filter(pk=follow_up.pk).update(called_by=None, called_until=None)
        refresh([follow_up.pk], now)
        facts = {"channel": channel.value, "outcome": outcome.value, "by": by_kind.value}
        record(by=by, now=now, action="followup.attempt", subject=f"person:{person_code}", facts=facts)
    return True


def skip_call(*, by: By, now: datetime, scope: Scope, event_id: UUID, person_code: str, reason: str) -> bool:
    """Puts a call off for a reason and returns whether that is new: the person stays due as they were, and is free for others again.

    Raises FollowUpAbsent, FollowUpRefused ("skip_reason", "note"), IdempotencyConflict.
    """
    text = reason.strip()
    if not text or len(text) > MAX_NOTE_CHARS:
        raise FollowUpRefused("note" if text else "skip_reason")
    body = body_hash(person_code, AttemptOutcome.SKIPPED.value, text)
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        known = Attempt.objects.filter(event_id=event_id).first()
        if known is not None:
            if not is_same_body(known.body_hash, body):
                raise IdempotencyConflict(event_id)
            return False
        Attempt.objects.create(
            event_id=event_id, body_hash=body, follow_up=follow_up, at=now, by_kind=AttemptBy.STAFF.value, channel=Channel.CALL.value,
            outcome=AttemptOutcome.SKIPPED.value, staff_id=scope.staff, note=text,
        )  # fmt: skip
        FollowUp.objects.filter(pk=follow_up.pk, called_by=scope.staff).update(called_by=None, called_until=None)
        record(by=by, now=now, action="followup.skip_call", subject=f"person:{person_code}", facts={})
    return True


def start_call(*, by: By, now: datetime, scope: Scope, person_code: str) -> None:
    """Reserves a person for whoever is about to call them. Raises FollowUpAbsent, FollowUpRefused("being_called")."""
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        is_free = Q(called_until__isnull=True) | Q(called_until__lte=now) | Q(called_by=scope.staff)
        reserved = FollowUp.objects.filter(is_free, pk=follow_up.pk).update(called_by_id=scope.staff, called_until=now + CALL_LOCK)
        if not reserved:
            raise FollowUpRefused("being_called")
        record(by=by, now=now, action="followup.start_call", subject=f"person:{person_code}", facts={})
