"""Records answers about health and what somebody needs at home."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from truyvet.access.rules import token_hash
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import Entropy
from truyvet.followup.actions.reach import open_follow_up
from truyvet.followup.actions.summaries import refresh
from truyvet.followup.models import CheckLink, DailyCheck, FollowUp, SupportNeed
from truyvet.followup.queries.check_links import household_of_link
from truyvet.followup.rules.link_event import call_event, link_event
from truyvet.followup.rules.records import CheckChannel, FollowUpRefused, Need, Symptom, symptoms_of
from truyvet.followup.rules.retention_periods import LINK_DAYS
from truyvet.messaging.actions import withdraw_answered


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """What somebody said of one person's health. ``temperature_deci``: tenths of a degree, None when it was not measured."""

    symptoms: frozenset[Symptom] = frozenset()
    temperature_deci: int | None = None
    needs: frozenset[Need] = frozenset()

    @property
    def all_symptoms(self) -> frozenset[Symptom]:
        """The symptoms, a measured fever among them. Raises FollowUpRefused for a temperature that cannot be."""
        return symptoms_of(self.symptoms, self.temperature_deci)


def record_check(
    *, by: By, now: datetime, scope: Scope, event_id: UUID, person_code: str, channel: CheckChannel, answer: HealthAnswer,
    at: datetime | None = None,
) -> bool:  # fmt: skip
    """Records what a followed person told a member of staff; returns whether it is new. ``at``: when, if it was written down offline.

    Raises FollowUpAbsent, FollowUpRefused ("temperature", "moment"), IdempotencyConflict.
    """
    moment = at or now
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        if moment > now or moment < follow_up.opened_at - timedelta(days=1):
            raise FollowUpRefused("moment")
        return store_answer(by, now, follow_up, event_id, channel, answer, person_code, staff=scope.staff, at=moment)


def answer_by_link(*, by: By, now: datetime, token: str, event_id: UUID, answers: dict[str, HealthAnswer]) -> tuple[str, ...]:
    """Records answers that came through a link, by person code: of the person and of their household. Returns the codes that were stored.

    Whom the link does not stand for is passed over. Raises FollowUpRefused ("link", "temperature", "nobody"), IdempotencyConflict.
    """
    with transaction.atomic():
        link = household_of_link(Scope.system("check_link", LocalDay.of(now)), token, now)
        if link is None:
            raise FollowUpRefused("link")
        stored = []
        for number, (code, follow_up) in enumerate(link.members.items()):
            if code in answers:
                # One event for each person, made from the form's, so that the form sent again is known for all of them.
                event = UUID(bytes=hashlib.sha256(event_id.bytes + code.encode()).digest()[:16])
                row = FollowUp.objects.select_for_update().get(pk=follow_up)
                head = link.person_id if number else None
                store_answer(by, now, row, event, CheckChannel.LINK, answers[code], code, answered_by=head)
                stored.append(code)
        if not stored:
            raise FollowUpRefused("nobody")
    return tuple(stored)


def make_check_link(*, by: By, now: datetime, scope: Scope, person_code: str, entropy: Entropy = secrets.token_bytes) -> str:
    """Makes a link to the daily answer and returns its token, which is kept nowhere. Raises FollowUpAbsent."""
    token = entropy(16).hex()
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        CheckLink.objects.create(follow_up=follow_up, token_hash=token_hash(token), made_at=now, expires_at=now + timedelta(days=LINK_DAYS))
        record(by=by, now=now, action="followup.make_link", subject=f"person:{person_code}", facts={})
    return token


def settle_need(*, by: By, now: datetime, scope: Scope, person_code: str, kind: Need) -> None:
    """Records that what somebody needed has been brought. Raises FollowUpAbsent, FollowUpRefused("no_need")."""
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        rows = SupportNeed.objects.filter(follow_up=follow_up, kind=kind.value, settled_at__isnull=True)
        if not rows.update(settled_at=now, owner_id=scope.staff):
            raise FollowUpRefused("no_need")
        refresh([follow_up.pk], now)
        record(by=by, now=now, action="followup.settle_need", subject=f"person:{person_code}", facts={"kind": kind.value})


def own_need(*, by: By, now: datetime, scope: Scope, person_code: str, kind: Need) -> None:
    """Records who looks after a need. Raises FollowUpAbsent, FollowUpRefused("no_need")."""
    with transaction.atomic():
        follow_up = open_follow_up(scope, person_code)
        if not SupportNeed.objects.filter(follow_up=follow_up, kind=kind.value, settled_at__isnull=True).update(owner_id=scope.staff):
            raise FollowUpRefused("no_need")
        record(by=by, now=now, action="followup.own_need", subject=f"person:{person_code}", facts={"kind": kind.value})


def store_answer(
    by: By, now: datetime, follow_up: FollowUp, event_id: UUID, channel: CheckChannel, answer: HealthAnswer, code: str, *,
    staff: int | None = None, answered_by: int | None = None, at: datetime | None = None,
) -> bool:  # fmt: skip
    """Stores one answer about one person inside the caller's transaction; returns whether it is new. Raises IdempotencyConflict."""
    symptoms = sorted(each.value for each in answer.all_symptoms)
    temperature = [] if answer.temperature_deci is None else [str(answer.temperature_deci)]
    body = body_hash(code, channel.value, *symptoms, *temperature, *sorted(answer.needs))
    known = DailyCheck.objects.filter(event_id=event_id).first()
    if known is not None:
        if not is_same_body(known.body_hash, body):
            raise IdempotencyConflict(event_id)
        return False
    DailyCheck.objects.create(
        follow_up=follow_up, event_id=event_id, body_hash=body, day=LocalDay.of(at or now), at=at or now, channel=channel.value,
        staff_id=staff, answered_by_id=answered_by, is_well=not symptoms, answers=" ".join((*symptoms, *temperature)),
    )  # fmt: skip
    today = LocalDay.of(at or now)
    withdraw_answered(by=by, now=now, event_ids=[link_event(code, today), call_event(code, today)])
    _open_needs(follow_up, answer.needs, now)
    refresh([follow_up.pk], now)
    facts = {"channel": channel.value, "well": not symptoms, "needs": len(answer.needs)}
    record(by=by, now=now, action="followup.check", subject=f"person:{code}", facts=facts)
    return True


def _open_needs(follow_up: FollowUp, needs: Collection[Need], now: datetime) -> None:
    known = set(SupportNeed.objects.filter(follow_up=follow_up, settled_at__isnull=True).values_list("kind", flat=True))
    SupportNeed.objects.bulk_create(SupportNeed(follow_up=follow_up, kind=kind.value, at=now) for kind in needs if kind.value not in known)
