"""Records who arrived, tells them once, and notes what the commune's call came to."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from truyvet.areas.queries.health_stations import call_numbers
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.campaigns.actions.watched_arrivals import watch_arrival
from truyvet.campaigns.models import Arrival
from truyvet.campaigns.queries.arrivals import arrivals_in_scope
from truyvet.campaigns.rules.arrival import (
    ARRIVAL_RETENTION_DAYS,
    SAME_ARRIVAL_DAYS,
    ArrivalAnswer,
    ArrivalEntry,
    ArrivalRefused,
    ArrivalSource,
    is_notice_due,
)
from truyvet.core.local_day import LocalDay
from truyvet.core.retention import BATCH_ROWS, delete_in_batches
from truyvet.messaging.actions import enqueue
from truyvet.messaging.queries import is_queued
from truyvet.people.queries import phones_of, root_persons

EVENT: Final = uuid.UUID("0b7a4a52-0b0d-4a0f-8a52-2f6f0f6b9e11")
"""The namespace of the notices' event ids: one notice for each arrival and commune."""


@transaction.atomic
def record_arrival(*, by: By, now: datetime, entry: ArrivalEntry) -> bool:
    """Records one sign of an arrival; False when it says nothing new. Another sign of the same arrival only adds what it knows.

    A fresh arrival is told whom to call in the commune, once; another commune makes another notice, and a call anew.
    """
    facts = note_arrival(by=by, now=now, entry=entry)
    if facts is None:
        return False
    record(by=by, now=now, action="campaigns.record_arrival", subject=f"arrival:{facts.pop('arrival')}", facts=facts)
    return True


def note_arrival(*, by: By, now: datetime, entry: ArrivalEntry) -> dict[str, int | str | bool] | None:
    """Writes one sign of an arrival in the caller's transaction, and returns the facts for its audit row; None when it is no news."""
    reader = Scope.system("arrivals", LocalDay.of(now))
    person = root_persons(reader, [entry.person_id])[entry.person_id]
    span = timedelta(days=SAME_ARRIVAL_DAYS)
    near = Arrival.objects.select_for_update().filter(person=person, arrived_on__range=(entry.arrived_on - span, entry.arrived_on + span))
    row = near.order_by("-arrived_on").first()
    is_new, before = row is None, row and (row.source, row.is_from_risk, row.commune_id)
    if row is None:
        row = Arrival(person_id=person, arrived_on=entry.arrived_on, first_seen_at=entry.seen_at, commune_id=entry.commune_id)
        row.source, row.is_from_risk = entry.source.value, entry.is_from_risk
    is_declared = entry.source is ArrivalSource.DECLARATION
    # What the person declared says more than the home in our records.
    is_moved = not is_new and is_declared and row.commune_id is not None and entry.commune_id not in (None, row.commune_id)
    if is_declared and not is_new:
        row.source, row.is_from_risk = entry.source.value, row.is_from_risk or entry.is_from_risk
        row.commune_id = entry.commune_id or row.commune_id
    # Nobody knew where they stay: what a list or a network says is better than nothing.
    row.commune_id = row.commune_id or entry.commune_id
    if is_moved:
        row.answer, row.called_at = "", None
    if before == (row.source, row.is_from_risk, row.commune_id):
        return None
    row.save()
    watch_arrival(by=by, now=now, row=row)
    if (is_new or is_moved) and is_notice_due(entry.seen_at, now):
        _tell(by, now, reader, row, entry.language)
    return {"arrival": row.pk, "source": entry.source.value, "new": is_new, "moved": is_moved}


def _tell(by: By, now: datetime, reader: Scope, row: Arrival, language: str) -> None:
    phones = phones_of(reader, row.person_id)
    number = next(iter(sorted(phones.proved) or sorted(phones.unshared)), None)
    if number is None:
        return
    call = call_numbers(reader, row.commune_id)[0]
    event = uuid.uuid5(EVENT, f"{row.pk}:{row.commune_id}")
    # Of one place somebody is told once, whatever language or number they have by now.
    if is_queued(reader, event):
        return
    made = enqueue(
        by=by, now=now, event_id=event, to_kind="phone", to=number, template="arrival_notice", language=language,
        params={"phone": call.dial},
    )  # fmt: skip
    Arrival.objects.filter(pk=row.pk).update(message_id=made.message_id, told_at=now)


@transaction.atomic
def record_arrival_call(*, by: By, now: datetime, scope: Scope, arrival_id: int, answer: ArrivalAnswer) -> None:
    """Notes what a call came to; one that nobody answered leaves the arrival open. Raises ArrivalRefused, Arrival.DoesNotExist."""
    row = arrivals_in_scope(scope).select_for_update(of=("self",)).get(pk=arrival_id)
    if row.answer == ArrivalAnswer.REACHED.value:
        raise ArrivalRefused("reached_already")
    row.answer, row.called_at, row.called_by_id = answer.value, now, by.staff
    row.save(update_fields=["answer", "called_at", "called_by"])
    watch_arrival(by=by, now=now, row=row)
    record(by=by, now=now, action="campaigns.call_arrival", subject=f"arrival:{row.pk}", facts={"answer": answer.value})


def purge_arrivals(*, by: By, now: datetime, batch_rows: int = BATCH_ROWS) -> int:
    """Deletes arrivals on their day and returns how many."""

    def record_batch(count: int) -> None:
        record(by=by, now=now, action="campaigns.purge_arrivals", subject=f"arrivals:{count}", facts={"deleted": count})

    over = LocalDay.of(now) - timedelta(days=ARRIVAL_RETENTION_DAYS)
    return delete_in_batches(Arrival.objects.filter(arrived_on__lt=over), record=record_batch, batch_rows=batch_rows)
