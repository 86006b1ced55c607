"""Tells those who were called or written to because of a case that stands no more: by a message on one press, or by a call."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from truyvet.areas.queries.health_stations import call_numbers
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.link_messages import own_number
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import Attempt, FollowUpSource
from truyvet.followup.queries.case_consequences import for_a_text, to_tell
from truyvet.followup.rules.correction import TRANSITIONS, CorrectionState, correction_event
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, FollowUpAbsent, FollowUpRefused
from truyvet.messaging.actions import enqueue
from truyvet.messaging.rules.delivery_state import DeliveryState

TEMPLATE: Final = "case_correction"
PERSONS_PER_ROUND: Final = 100
"""As many as links of the day: a round holds its rows for less than a second."""


def ask_corrections(*, by: By, now: datetime, scope: Scope, case_code: str) -> int:
    """Has the message sent, once, to all of the reader's who may be told by one; returns to how many. Nobody is written to twice."""
    with transaction.atomic():
        rows = [row.pk for row in for_a_text(scope, case_code).only("pk").select_for_update(of=("self",))]
        FollowUpSource.objects.filter(pk__in=rows).update(correction=CorrectionState.ASKED.value)
        record(by=by, now=now, action="followup.ask_corrections", subject=f"case:{case_code}", facts={"count": len(rows)})
    return len(rows)


def send_corrections(*, by: By, now: datetime) -> int:
    """Writes the messages that were asked for to the outbox, a round of them; returns of how many persons it is settled.

    Who has no number of their own, or takes no messages, stays to be called.
    """
    scope = Scope.system("followup", LocalDay.of(now))
    asked = FollowUpSource.objects.filter(correction=CorrectionState.ASKED.value, withdrawn_at__isnull=False)
    if not asked.exists():
        return 0
    with transaction.atomic():
        rows = list(asked.select_related("follow_up__person", "case").select_for_update(of=("self",)).order_by("pk")[:PERSONS_PER_ROUND])
        # The ministry's line where the commune has no number: one look-up for each commune of the round.
        dials = {unit: call_numbers(scope, unit)[0].dial for unit in {row.follow_up.commune_id for row in rows}}
        for row in rows:
            row.correction = _send(by, now, scope, row, dials[row.follow_up.commune_id]).value
        FollowUpSource.objects.bulk_update(rows, ["correction"])
        refresh({row.follow_up_id for row in rows}, now)
        record(by=by, now=now, action="followup.send_corrections", subject=f"followups:{len(rows)}", facts={"count": len(rows)})
    return len(rows)


def record_correction_call(*, by: By, now: datetime, scope: Scope, case_code: str, person_code: str) -> None:
    """Notes that somebody told the person by telephone or at the door. Raises FollowUpAbsent, FollowUpRefused ("correction")."""
    with transaction.atomic():
        row = to_tell(scope, case_code).filter(follow_up__person__code=person_code).select_for_update(of=("self",)).first()
        if row is None:
            raise FollowUpAbsent
        if CorrectionState.CALLED not in TRANSITIONS[CorrectionState(row.correction)]:
            raise FollowUpRefused("correction")
        FollowUpSource.objects.filter(pk=row.pk).update(correction=CorrectionState.CALLED.value)
        record(by=by, now=now, action="followup.correction_call", subject=f"person:{person_code}", facts={"case": case_code})


def _send(by: By, now: datetime, scope: Scope, row: FollowUpSource, phone: str) -> CorrectionState:
    number, person = own_number(scope, row.follow_up), row.follow_up.person.code
    if not number:
        return CorrectionState.NOT_SENT
    event_id = correction_event(row.case.code if row.case else "", person, row.withdrawn_at.isoformat() if row.withdrawn_at else "")
    queued = enqueue(
        by=by, now=now, event_id=event_id, to_kind="phone", to=number, template=TEMPLATE, language="vi", params={"phone": phone}
    )
    if queued.state is DeliveryState.WITHDRAWN:
        return CorrectionState.NOT_SENT
    Attempt.objects.get_or_create(
        event_id=event_id, defaults={
            "body_hash": body_hash(person, TEMPLATE), "follow_up": row.follow_up, "at": now, "by_kind": AttemptBy.MACHINE.value,
            "channel": Channel.MESSAGE.value, "outcome": AttemptOutcome.SENT.value,
        },
    )  # fmt: skip
    return CorrectionState.TEXTED
