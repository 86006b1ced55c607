"""Takes what people answered by text message to the question of the day. An answer "well" stands for the household where it was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions.checks import HealthAnswer, store_answer
from truyvet.followup.models import Attempt, FollowUp
from truyvet.followup.queries.check_links import household_of
from truyvet.followup.rules.link_event import TEMPLATES
from truyvet.followup.rules.records import AttemptBy, CheckChannel, Symptom
from truyvet.messaging.inbound import mark_used
from truyvet.messaging.queries.inbound import UnderstoodAnswer, understood_answers
from truyvet.messaging.rules.answer_text import AskedOf

ANSWERS_PER_ROUND: Final = 200
"""Each is a transaction of its own; the next round comes within seconds."""
REPLIES: Final = UUID("5b0d4c6e-7a3f-5d51-8a9c-0c1d2e3f4a5b")


def take_message_answers(*, by: By, now: datetime) -> int:
    """Records new answers as answers about health; returns how many texts were used.

    "Ill" is written down for the person who was asked alone, by no symptom's name: nobody knows who of the household it is, and they are
    called within the hour. Where nobody is followed any more, a person reads the text.
    """
    scope = Scope.system("followup", LocalDay.of(now))
    waiting = understood_answers(scope, TEMPLATES, limit=ANSWERS_PER_ROUND)
    return sum(mark_used(each.event_id, lambda each=each: _take(by, now, scope, each)) for each in waiting)  # type: ignore[misc]


def _take(by: By, now: datetime, scope: Scope, answer: UnderstoodAnswer) -> bool:
    asked = Attempt.objects.filter(event_id=answer.asked, by_kind=AttemptBy.MACHINE.value, follow_up__closed_at__isnull=True).first()
    if asked is None:
        return False
    row = FollowUp.objects.select_for_update(of=("self",)).select_related("person").get(pk=asked.follow_up_id)
    members = {row.person.code: row.pk}
    if answer.is_well and answer.asked_of is AskedOf.HOUSEHOLD:
        members |= household_of(scope, row).members
    health = HealthAnswer(frozenset() if answer.is_well else frozenset({Symptom.UNNAMED}))
    for code, follow_up in members.items():
        each = row if follow_up == row.pk else FollowUp.objects.select_for_update().get(pk=follow_up)
        head = None if follow_up == row.pk else row.person_id
        event = uuid5(REPLIES, f"{answer.event_id}:{code}")
        store_answer(by, now, each, event, CheckChannel.MESSAGE, health, code, answered_by=head, at=answer.at)
    return True
