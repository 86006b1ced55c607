"""Results: entered by hand or from a file, corrected, and those whose sample must be found first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import is_same_body, write_batch
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.laboratory.actions.result_writer import NOT_TAKEN, UNKNOWN_SAMPLE, ResultWriter, entry_hash
from truyvet.laboratory.models import LabResult, Sample, UnresolvedResult
from truyvet.laboratory.queries.lab_results import unresolved_results
from truyvet.laboratory.queries.tests_in_scope import pools_in_scope, results_in_scope
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry, ResultSource, result_problems
from truyvet.laboratory.rules.samples import LABORATORY_RETENTION, LaboratoryAbsent, LaboratoryRefused, SampleState


@dataclass(frozen=True, slots=True)
class AddedResults:
    """read = accepted + duplicate + rejected. Of the accepted, ``kept`` ones wait for their sample to be found.

    ``rejects``: (row number from 0, code); ``conflicts``: samples that now stand as positive and as negative; ``unfed``: positive results
    that no case took.
    """

    read: int
    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, str], ...]
    kept: int = 0
    conflicts: int = 0
    unfed: int = 0


def add_results(*, by: By, now: datetime, scope: Scope, entries: Sequence[LabResultEntry], keeps_unknown: bool = False) -> AddedResults:
    """Adds results in one transaction. The same event id, or the same content for the same sample, is a duplicate.

    ``keeps_unknown``: a result whose sample is unknown or was never recorded as taken is kept to be resolved (of a file).
    """
    require_scope(scope)

    def write(_attempt: int) -> AddedResults:
        writer = ResultWriter(by, now, scope)
        writer.write(entries)
        rejects, kept = writer.rejects, 0
        if keeps_unknown:
            waits = [place for place, code in rejects if code in (UNKNOWN_SAMPLE, NOT_TAKEN)]
            rejects = [each for each in rejects if each[0] not in set(waits)]
            kept, repeated, conflicting = _keep(now, entries, waits)
            writer.duplicate += repeated
            rejects += [(place, "event_conflict") for place in conflicting]
        accepted = len(writer.written) + kept
        record(
            by=by, now=now, action="laboratory.add_results", subject=f"results:{accepted}",
            facts={
                "read": len(entries), "accepted": accepted, "duplicate": writer.duplicate, "rejected": len(rejects), "kept": kept,
                "conflicts": writer.conflicts, "unfed": writer.unfed,
            },
        )  # fmt: skip
        return AddedResults(len(entries), accepted, writer.duplicate, tuple(sorted(rejects)), kept, writer.conflicts, writer.unfed)

    return write_batch(write)


def _keep(now: datetime, entries: Sequence[LabResultEntry], places: Sequence[int]) -> tuple[int, int, list[int]]:
    """Keeps results without a sample. Returns how many, how many were kept before, and where a known id has another body."""
    known = {
        row.event_id: bytes(row.body_hash)
        for row in UnresolvedResult.objects.filter(event_id__in=[entries[place].event_id for place in places])
    }
    rows, repeated, conflicting = [], 0, []
    for place in places:
        entry = entries[place]
        hashed = entry_hash(entry)
        if entry.event_id not in known:
            known[entry.event_id] = hashed
            rows.append(
                UnresolvedResult(
                    event_id=entry.event_id, body_hash=hashed, sample_text=entry.code, outcome=entry.outcome.value,
                    method=entry.method.value, ct=entry.ct, reference=entry.reference, laboratory_id=entry.laboratory_id,
                    reported_at=entry.reported_at, received_at=now, delete_on=LocalDay.of(now) + LABORATORY_RETENTION,
                )
            )  # fmt: skip
        elif is_same_body(known[entry.event_id], hashed):
            repeated += 1
        else:
            conflicting.append(place)
    UnresolvedResult.objects.bulk_create(rows)
    return len(rows), repeated, conflicting


def enter_result(*, by: By, now: datetime, scope: Scope, entry: LabResultEntry) -> AddedResults:
    """Adds one result by hand. Raises LaboratoryRefused with everything that is wrong."""
    problems = result_problems(entry, now)
    if problems:
        raise LaboratoryRefused(*problems)
    added = add_results(by=by, now=now, scope=scope, entries=[entry])
    if added.rejects:
        raise LaboratoryRefused(Refusal(added.rejects[0][1], "code"))
    return added


@transaction.atomic
def correct_result(*, by: By, now: datetime, scope: Scope, result_id: int, event_id: UUID, outcome: LabOutcome, reason: str) -> int:
    """Puts a new result in the place of one that was wrong, and returns its row id; the old one stays readable under it.

    Of a pool: what its negative said of its samples is taken back. Raises LaboratoryAbsent, LaboratoryRefused ("reason_missing",
    "already_corrected", "same_outcome", "pool_member": the pool's own result is corrected instead).
    """
    if not reason.strip():
        raise LaboratoryRefused(Refusal("reason_missing", "reason"))
    old = results_in_scope(scope).filter(pk=result_id).first()
    if old is None:
        old = LabResult.objects.filter(pk=result_id, sample__isnull=True, pool__in=pools_in_scope(scope).values("pk")).first()
    if old is None:
        raise LaboratoryAbsent
    if old.sample_id is not None and old.pool_id is not None:
        raise LaboratoryRefused(Refusal("pool_member"))
    before = LabResult.objects.filter(replaces=old).first()
    if before is not None:
        if before.event_id == event_id and before.outcome == outcome.value:
            return before.pk
        raise LaboratoryRefused(Refusal("already_corrected"))
    if old.outcome == outcome.value:
        raise LaboratoryRefused(Refusal("same_outcome", "outcome"))
    change = next_change()
    new = _corrected(old, by, now, event_id, outcome, reason, change)
    LabResult.objects.filter(pk=old.pk).update(change=change)
    writer = ResultWriter(by, now, scope)
    if old.sample_id is None:
        _take_back(old, new, change)
    writer.settle([new], change)
    facts: dict[str, str | int | float | bool | None] = {"before": old.outcome, "after": new.outcome, "result": new.pk}
    record(by=by, now=now, action="laboratory.correct", subject=f"result:{old.pk}", facts=facts)
    return new.pk


def _corrected(old: LabResult, by: By, now: datetime, event: UUID, outcome: LabOutcome, reason: str, change: int) -> LabResult:
    entry = LabResultEntry(event, "", outcome, LabMethod(old.method), now, reference=old.reference, laboratory_id=old.laboratory_id)
    return LabResult.objects.create(
        event_id=event, body_hash=entry_hash(entry), sample_id=old.sample_id, pool_id=old.pool_id, outcome=outcome.value, method=old.method,
        reference=old.reference, laboratory_id=old.laboratory_id, reported_at=now, received_at=now, source=ResultSource.HAND.value,
        entered_by_id=by.staff, replaces=old, note=reason.strip()[:500], change=change,
    )  # fmt: skip


def _take_back(old: LabResult, new: LabResult, change: int) -> None:
    """Replaces what a pool's negative said of each sample by a result that says nothing."""
    derived = LabResult.objects.filter(pool=old.pool_id or 0, sample__isnull=False, replaced_by__isnull=True)
    for row in list(derived.select_related("sample__order")):
        sample = row.sample
        assert sample is not None
        LabResult.objects.filter(pk=row.pk).update(change=change)
        invalid = _taken_back(row, new, change)
        invalid.save()
        sample.order.done_at = None
        sample.order.save(update_fields=["done_at"])
        alone = not LabResult.objects.filter(sample=sample, replaced_by__isnull=True).exclude(pk=invalid.pk).exists()
        if alone and sample.state == SampleState.RESULTED.value:
            Sample.objects.filter(pk=sample.pk).update(state=SampleState.RECEIVED.value, change=change)


def _taken_back(row: LabResult, new: LabResult, change: int) -> LabResult:
    """Returns the row that takes back what a pool said of one sample."""
    return LabResult(
        event_id=uuid5(new.event_id, str(row.pk)), body_hash=new.body_hash, sample_id=row.sample_id, pool_id=row.pool_id,
        outcome=LabOutcome.INVALID.value, method=row.method, laboratory_id=row.laboratory_id, reported_at=new.reported_at,
        received_at=new.received_at, source=new.source, entered_by_id=new.entered_by_id, replaces=row, note=new.note, change=change,
    )  # fmt: skip


@transaction.atomic
def resolve_result(*, by: By, now: datetime, scope: Scope, unresolved_id: int, code: str = "", reason: str = "") -> None:
    """Gives a result of a file its sample ``code``, or puts it aside for a ``reason``; again changes nothing.

    Raises LaboratoryAbsent, LaboratoryRefused ("reason_missing", and what ``enter_result`` refuses).
    """
    found = unresolved_results(scope).filter(pk=unresolved_id).first()
    if found is None:
        raise LaboratoryAbsent
    if not code and not reason.strip():
        raise LaboratoryRefused(Refusal("reason_missing", "reason"))
    made = None
    if code:
        entry = LabResultEntry(
            found.event_id, code, LabOutcome(found.outcome), LabMethod(found.method), found.reported_at, found.ct, found.reference,
            found.laboratory_id, ResultSource.FILE,
        )  # fmt: skip
        writer = ResultWriter(by, now, scope)
        writer.write([entry])
        if writer.rejects:
            raise LaboratoryRefused(Refusal(writer.rejects[0][1], "code"))
        made = writer.written[0] if writer.written else None
    found.resolved_at, found.result, found.note = now, made, reason.strip()[:500]
    found.save(update_fields=["resolved_at", "result", "note"])
    record(by=by, now=now, action="laboratory.resolve", subject=f"unresolved:{found.pk}", facts={"result": made.pk if made else None})
