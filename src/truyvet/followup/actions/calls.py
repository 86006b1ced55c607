"""Has a followed person called by itself for the daily answer, and takes the key that they pressed. It answers for that person alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.cursor import reading_from
from truyvet.core.idempotency import body_hash
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.checks import HealthAnswer, store_answer
from truyvet.followup.actions.link_messages import own_number
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import Attempt, FollowUp
from truyvet.followup.rules.link_event import CALLS, call_event
from truyvet.followup.rules.records import AttemptBy, AttemptOutcome, Channel, CheckChannel, FollowUpRefused, Symptom
from truyvet.messaging.actions import enqueue
from truyvet.messaging.queries import can_call, changed_call_answers, is_queued

TEMPLATE: Final = "voice_check"
CURSOR: Final = "followup.call_answers"
ILL_KEY: Final = "2"


def send_check_call(*, by: By, now: datetime, scope: Scope, person_code: str) -> None:
    """Has the person's own number called, once a day, in the hours for calls.

    Raises FollowUpAbsent, FollowUpRefused: "no_calls" where nothing is set up or recorded, "no_phone", "called_today".
    """
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        number, event_id = own_number(scope, follow_up), call_event(person_code, LocalDay.of(now))
        if not can_call(scope, TEMPLATE, "vi"):
            raise FollowUpRefused("no_calls")
        if not number:
            raise FollowUpRefused("no_phone")
        if is_queued(scope, event_id):
            raise FollowUpRefused("called_today")
        enqueue(by=by, now=now, event_id=event_id, to_kind="voice", to=number, template=TEMPLATE, language="vi", params={})
        Attempt.objects.create(
            event_id=event_id, body_hash=body_hash(person_code, "call"), follow_up=follow_up, at=now, by_kind=AttemptBy.MACHINE.value,
            channel=Channel.MESSAGE.value, outcome=AttemptOutcome.SENT.value, staff_id=scope.staff,
        )  # fmt: skip
        refresh([follow_up.pk], now)
        record(by=by, now=now, action="followup.send_call", subject=f"person:{person_code}", facts={})


def take_call_answers(*, by: By, now: datetime) -> int:
    """Records the keys that were pressed since the last reading as answers about health, by the action of the link; returns how many
    are new. A follow-up that has ended takes none."""
    stored = 0
    with reading_from(CURSOR) as since:
        found = {event: (key, at) for event, key, at in changed_call_answers(Scope.system("followup", LocalDay.of(now)), since)}
        asked = Attempt.objects.filter(event_id__in=found, by_kind=AttemptBy.MACHINE.value, follow_up__closed_at__isnull=True)
        for event, follow_up in asked.order_by("pk").values_list("event_id", "follow_up"):
            key, at = found[event]
            row = FollowUp.objects.select_for_update(of=("self",)).select_related("person").get(pk=follow_up)
            answer = HealthAnswer(frozenset({Symptom.UNNAMED}) if key == ILL_KEY else frozenset())
            stored += store_answer(by, now, row, uuid5(CALLS, event.hex), CheckChannel.VOICE, answer, row.person.code, at=at)
    return stored
