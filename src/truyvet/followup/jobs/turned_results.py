"""Results that turned: whoever was released and is found positive in a sample taken before that is followed again, without a certificate.

The laboratory lies below and knows neither follow-ups nor orders, so this job reads what it changed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from truyvet.audit.values import By, Scope
from truyvet.core.cursor import position, reading_from
from truyvet.core.jobs import Job, Lane
from truyvet.core.local_day import LocalDay
from truyvet.followup.actions import follow_by_hand
from truyvet.followup.models import FollowUp
from truyvet.followup.rules.records import CloseReason, FollowUpRefused
from truyvet.isolation.actions import revoke_certificate
from truyvet.isolation.queries import certificate_code, order_history, orders_of_person
from truyvet.isolation.rules.order_states import OrderAbsent, OrderStep
from truyvet.laboratory.queries import LabResultRow, changed_positives, has_changed_results
from truyvet.people.queries import masked_persons, root_persons
from truyvet.people.queries.merges import merged_entries

CURSOR: Final = "followup.results"
NAMESPACE: Final = UUID("0b3f3a9e-6d0c-4c52-9f0e-2f6a8d1b7c55")
"""Ours, drawn once: the same result revokes the same certificate once."""


def take_over_results(now: datetime) -> int:
    """Draws the consequences of positive results since the last reading; returns how many persons they touched.

    A positive sample that was taken after the release speaks of what came later, and revokes nothing.
    """
    by, scope = By.system("followup"), Scope.system("followup", LocalDay.of(now))
    if not has_changed_results(scope, position(CURSOR)):
        return 0
    with reading_from(CURSOR) as since:
        touched = {row.person_id for row in changed_positives(scope, since) if _take_over(by, now, scope, row)}
    return len(touched)


def _take_over(by: By, now: datetime, scope: Scope, row: LabResultRow) -> bool:
    entries = merged_entries(row.person_id)
    reason = f"Mẫu {row.sample}, lấy trước khi kết thúc, có kết quả dương tính."
    is_revoked = False
    for order in (each for entry in entries for each in orders_of_person(scope, entry)):
        released = [each.at for each in order_history(scope, order.code) if each.step is OrderStep.RELEASED]
        if released and row.taken_at <= released[-1] and certificate_code(scope, order.code):
            event = uuid5(NAMESPACE, f"{order.code}:{row.id}")
            with suppress(OrderAbsent):
                revoke_certificate(by=by, now=now, scope=scope, code=order.code, event_id=event, reason=reason)
                is_revoked = True
    last = FollowUp.objects.filter(person__in=entries).order_by("-opened_at", "-pk").first()
    is_released = last is not None and last.close_reason == CloseReason.RELEASED.value
    if last is None or not is_released or last.closed_at is None or not row.taken_at <= last.closed_at <= row.received_at:
        return is_revoked
    root = root_persons(scope, [row.person_id])[row.person_id]
    code = masked_persons(scope, [root])[root].code
    # So long ago that nobody would be followed any more: the case alone goes on.
    with suppress(FollowUpRefused):
        follow_by_hand(by=by, now=now, scope=scope, person_code=code, last_exposure=LocalDay.of(row.taken_at), reason=reason)
    return True


JOB: Final = Job("followup.take_over_results", take_over_results, interval_s=10, lane=Lane.PUBLISHING, timeout_s=300)
