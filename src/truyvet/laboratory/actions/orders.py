"""Orders tests, cancels them, and says what became of their samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import body_hash, is_same_body, write_batch
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import unused_codes
from truyvet.core.refusal import Refusal
from truyvet.laboratory.models import Sample, TestOrder
from truyvet.laboratory.queries.tests_in_scope import orders_in_scope, samples_in_scope
from truyvet.laboratory.rules.samples import (
    AWAITING_RESULT,
    LABORATORY_RETENTION,
    SAMPLE_CODES,
    LaboratoryAbsent,
    LaboratoryRefused,
    SampleState,
    SamplingRequest,
    TakenSample,
    may_change_sample,
    request_problem,
)
from truyvet.people import queries as people


@dataclass(frozen=True, slots=True)
class OrderedTests:
    """How many tests were ordered, and how many were already: by this request, or open for the same person and day."""

    ordered: int
    known: int


def order_tests(*, by: By, now: datetime, scope: Scope, request: SamplingRequest) -> OrderedTests:
    """Orders a test for each person and day, each with a label to print. The same request again orders nothing.

    Raises LaboratoryRefused ("unknown_person" when one of them is outside the scope; then nothing is ordered).
    """
    require_scope(scope)
    field, problem = request_problem(request, LocalDay.of(now))
    if problem:
        raise LaboratoryRefused(Refusal(problem, field))
    persons = people.masked_persons(scope, request.person_ids)
    if set(request.person_ids) - persons.keys():
        raise LaboratoryRefused(Refusal("unknown_person", "persons"))

    def write(_attempt: int) -> OrderedTests:
        wanted = {uuid5(request.event_id, f"{person}:{day}"): (person, day) for person in persons for day in set(request.due_days)}
        among = TestOrder.objects.filter(person_id__in=persons, due_on__in=request.due_days)
        known = set(among.values_list("event_id", flat=True))
        standing = set(among.filter(done_at__isnull=True, cancelled_at__isnull=True).values_list("person_id", "due_on"))
        change = next_change()
        new = [
            TestOrder(
                event_id=event, person_id=person, reason=request.reason.value, unit_id=request.unit_id or persons[person].commune_id,
                due_on=day, priority=request.priority.value, ordered_at=now, change=change, delete_on=day + LABORATORY_RETENTION,
            )
            for event, (person, day) in wanted.items()
            if event not in known and (person, day) not in standing
        ]  # fmt: skip
        TestOrder.objects.bulk_create(new)
        add_samples(new, change)
        facts: dict[str, str | int | float | bool | None] = {"event": str(request.event_id), "ordered": len(new)}
        record(by=by, now=now, action="laboratory.order", subject=f"tests:{len(new)}", facts=facts)
        return OrderedTests(len(new), len(wanted) - len(new))

    return write_batch(write)


def add_samples(orders: Sequence[TestOrder], change: int) -> None:
    """Makes the next sample of each order, with a code for its label."""
    codes = unused_codes(SAMPLE_CODES, len(orders), lambda drawn: Sample.objects.filter(code__in=drawn).values_list("code", flat=True))
    Sample.objects.bulk_create(Sample(code=code, order=order, change=change) for code, order in zip(codes, orders, strict=True))


@transaction.atomic
def cancel_test_order(*, by: By, now: datetime, scope: Scope, order_id: int, reason: str) -> None:
    """Cancels an open order; again changes nothing. Raises LaboratoryAbsent, LaboratoryRefused (no reason, "has_result")."""
    if not reason.strip():
        raise LaboratoryRefused(Refusal("reason_missing", "reason"))
    found = orders_in_scope(scope).filter(pk=order_id).first()
    if found is None:
        raise LaboratoryAbsent
    if found.done_at is not None:
        raise LaboratoryRefused(Refusal("has_result"))
    if found.cancelled_at is None:
        TestOrder.objects.filter(pk=found.pk).update(cancelled_at=now, note=reason.strip()[:500], change=next_change())
        record(by=by, now=now, action="laboratory.cancel", subject=f"test:{found.pk}")


def record_samples(*, by: By, now: datetime, scope: Scope, entries: Sequence[TakenSample]) -> tuple[str, ...]:
    """Records which samples were taken; returns for each entry "" or why it was refused, in their order.

    Refused: "unknown_sample", "sample_state" (taken before by another event), "in_the_future", "event_conflict".
    """
    require_scope(scope)

    def write(_attempt: int) -> tuple[str, ...]:
        found = {
            row.code: row
            for row in samples_in_scope(scope).select_for_update(of=("self",)).filter(code__in=[entry.code for entry in entries])
        }
        known = {row.event_id: row for row in Sample.objects.filter(event_id__in=[entry.event_id for entry in entries])}
        change = next_change()
        answers = []
        taken = 0
        for entry in entries:
            at = entry.taken_at or now
            hashed = body_hash(entry.code, entry.kind.value, entry.taken_at.isoformat() if entry.taken_at else "", entry.place)
            sample, before = found.get(entry.code), known.get(entry.event_id)
            if before is not None:
                answers.append("" if before.body_hash is not None and is_same_body(before.body_hash, hashed) else "event_conflict")
            elif sample is None:
                answers.append("unknown_sample")
            elif sample.state != SampleState.ORDERED.value:
                answers.append("sample_state")
            elif at > now:
                answers.append("in_the_future")
            else:
                sample.state, sample.kind, sample.taken_at = SampleState.TAKEN.value, entry.kind.value, at
                sample.place, sample.taken_by_id = entry.place.strip()[:120], by.staff
                sample.event_id, sample.body_hash, sample.change = entry.event_id, hashed, change
                sample.save()
                known[entry.event_id] = sample
                taken += 1
                answers.append("")
        record(by=by, now=now, action="laboratory.take", subject=f"samples:{taken}", facts={"read": len(entries), "taken": taken})
        return tuple(answers)

    return write_batch(write)


@transaction.atomic
def undo_sample(*, by: By, now: datetime, scope: Scope, code: str) -> None:
    """Takes back that a sample was taken, by whoever wrote it down and before anything was done with it; again changes nothing.

    The event id stays: the same record, sent again by a slow network, does not take the sample once more. Raises LaboratoryAbsent,
    LaboratoryRefused ("sample_state", "not_own_sample").
    """
    found = samples_in_scope(scope).select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise LaboratoryAbsent
    if found.state == SampleState.ORDERED.value:
        return
    if not may_change_sample(SampleState(found.state), SampleState.ORDERED):
        raise LaboratoryRefused(Refusal("sample_state"))
    if found.taken_by_id is None or found.taken_by_id != by.staff:
        raise LaboratoryRefused(Refusal("not_own_sample"))
    emptied = {"state": SampleState.ORDERED.value, "kind": "", "taken_at": None, "taken_by_id": None, "place": ""}
    Sample.objects.filter(pk=found.pk).update(**emptied, change=next_change())
    record(by=by, now=now, action="laboratory.undo_take", subject=f"sample:{code}")


@transaction.atomic
def move_sample(*, by: By, now: datetime, scope: Scope, code: str, state: SampleState, reason: str = "") -> None:
    """Says that a sample was received, rejected or lost; again changes nothing. In the place of one that is gone stands a new one.

    Raises LaboratoryAbsent, LaboratoryRefused ("reason_missing", "sample_state").
    """
    found = samples_in_scope(scope).select_for_update(of=("self",)).select_related("order").filter(code=code).first()
    if found is None:
        raise LaboratoryAbsent
    if found.state == state.value:
        return
    is_gone = state in (SampleState.REJECTED, SampleState.LOST)
    if not (is_gone or (state is SampleState.RECEIVED and found.state == SampleState.TAKEN.value)) or not may_change_sample(
        SampleState(found.state), state
    ):
        raise LaboratoryRefused(Refusal("sample_state"))
    if is_gone and not reason.strip():
        raise LaboratoryRefused(Refusal("reason_missing", "reason"))
    change = next_change()
    Sample.objects.filter(pk=found.pk).update(state=state.value, note=reason.strip()[:500], change=change)
    if is_gone:
        replace_samples([found.order], change)
    record(by=by, now=now, action="laboratory.move", subject=f"sample:{code}", facts={"before": found.state, "after": state.value})


def replace_samples(orders: Sequence[TestOrder], change: int) -> None:
    """Makes a new sample for each of these orders that is open and has none to be taken or examined."""
    alive = [SampleState.ORDERED.value, *(each.value for each in AWAITING_RESULT)]
    numbers = [order.pk for order in orders]
    has_one = set(Sample.objects.filter(order_id__in=numbers, state__in=alive).values_list("order_id", flat=True))
    open_orders = TestOrder.objects.filter(pk__in=set(numbers) - has_one, done_at__isnull=True, cancelled_at__isnull=True)
    add_samples(list(open_orders), change)
