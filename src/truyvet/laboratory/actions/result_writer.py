"""Writes a batch of results: what each of them changes of its sample, its order, its pool and, when positive, of a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid5

from truyvet.audit.values import By, Scope
from truyvet.cases.actions import NewCase, ResultEntry, add_result, open_case
from truyvet.cases.rules import CaseRefused, ResultOutcome
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import body_hash, is_same_body
from truyvet.laboratory.actions.orders import replace_samples
from truyvet.laboratory.models import LabResult, Pool, Sample, TestOrder
from truyvet.laboratory.queries.lab_results import open_case_code, standing_outcomes
from truyvet.laboratory.queries.tests_in_scope import pools_in_scope, samples_in_scope
from truyvet.laboratory.rules.results import (
    CASE_METHODS,
    LabMethod,
    LabOutcome,
    LabResultEntry,
    concludes,
    is_conflict,
    member_state,
    result_problems,
)
from truyvet.laboratory.rules.samples import AWAITING_RESULT, SampleState, may_change_sample
from truyvet.people.queries import root_persons

MAY_HAVE_RESULT: Final = frozenset({*AWAITING_RESULT, SampleState.RESULTED})
UNKNOWN_SAMPLE: Final = "unknown_sample"
NOT_TAKEN: Final = "sample_not_taken"


def entry_hash(entry: LabResultEntry) -> bytes:
    """Returns a hash of an entry's content, by which a repeated one is known from another one."""
    return body_hash(
        entry.code, entry.outcome.value, entry.method.value, entry.ct, entry.reference, entry.laboratory_id, entry.reported_at.isoformat()
    )


@dataclass(slots=True)
class ResultWriter:
    """One transaction's worth of results. The caller is inside a transaction and writes the audit row."""

    by: By
    now: datetime
    scope: Scope
    duplicate: int = 0
    rejects: list[tuple[int, str]] = field(default_factory=list)
    written: list[LabResult] = field(default_factory=list)
    conflicts: int = 0
    unfed: int = 0
    """Positive results that no case took: counted in the audit row, and on the person's page like any other."""

    def write(self, entries: Collection[LabResultEntry]) -> None:
        """Sorts the entries into written, repeated and refused ones, and draws the consequences."""
        codes = {entry.code for entry in entries}
        reach = samples_in_scope(self.scope).select_for_update(of=("self",)).select_related("order")
        samples = {row.code: row for row in reach.filter(code__in=codes)}
        pools = {row.code: row for row in pools_in_scope(self.scope).filter(code__in=codes - samples.keys())}
        known = {row.event_id: bytes(row.body_hash) for row in LabResult.objects.filter(event_id__in=[entry.event_id for entry in entries])}
        said = _said(samples.values())
        has_result = set(LabResult.objects.filter(pool__in=pools.values(), sample__isnull=True).values_list("pool_id", flat=True))
        change = next_change()
        rows: list[LabResult] = []
        for place, entry in enumerate(entries):
            sample, pool, hashed = samples.get(entry.code), pools.get(entry.code), entry_hash(entry)
            content = (entry.outcome.value, entry.method.value, entry.ct, entry.reference)
            if entry.event_id in known:
                if is_same_body(known[entry.event_id], hashed):
                    self.duplicate += 1
                else:
                    self.rejects.append((place, "event_conflict"))
                continue
            problem = self._problem(entry, sample, pool, has_result)
            if problem:
                self.rejects.append((place, problem))
            elif sample is not None and content in said.setdefault(sample.pk, set()):
                # Typed by hand, and then in the laboratory's file: one thing said twice.
                self.duplicate += 1
            else:
                known[entry.event_id] = hashed
                if sample is not None:
                    said[sample.pk].add(content)
                elif pool is not None:
                    has_result.add(pool.pk)
                rows.append(self._row(entry, hashed, change, sample, pool))
        LabResult.objects.bulk_create(rows)
        self.written += rows
        self.settle(rows, change)

    def _problem(self, entry: LabResultEntry, sample: Sample | None, pool: Pool | None, has_result: set[int]) -> str:
        problems = result_problems(entry, self.now)
        if problems:
            return problems[0].code
        if sample is not None:
            if sample.state == SampleState.ORDERED.value:
                return NOT_TAKEN
            return "" if SampleState(sample.state) in MAY_HAVE_RESULT else "sample_state"
        if pool is None:
            return UNKNOWN_SAMPLE
        return "pool_has_result" if pool.pk in has_result else ""

    def _row(self, entry: LabResultEntry, hashed: bytes, change: int, sample: Sample | None, pool: Pool | None) -> LabResult:
        return LabResult(
            event_id=entry.event_id, body_hash=hashed, sample=sample, pool=pool, outcome=entry.outcome.value, method=entry.method.value,
            ct=entry.ct, reference=entry.reference, laboratory_id=entry.laboratory_id, reported_at=entry.reported_at, received_at=self.now,
            source=entry.source.value, entered_by_id=self.by.staff, change=change,
        )  # fmt: skip

    def settle(self, rows: Iterable[LabResult], change: int) -> None:
        """Draws the consequences of results that were just written: of pools first, since a negative one writes its members'."""
        of_samples = [row for row in rows if row.sample_id is not None]
        for row in rows:
            if row.sample_id is None:
                of_samples += self._settle_pool(row, change)
        touched = {row.sample_id for row in of_samples if row.sample_id is not None}
        samples = Sample.objects.filter(pk__in=touched).select_related("order")
        self._settle_samples({sample.pk: sample for sample in samples}, change)
        for row in of_samples:
            if row.outcome == LabOutcome.POSITIVE.value:
                self._feed_case(row)

    def _settle_pool(self, row: LabResult, change: int) -> list[LabResult]:
        """A negative pool is a negative result of each of its samples; any other one gives them back to be tested one by one."""
        # Where a positive pool is corrected, its samples wait to be tested by themselves: those without a result of their own.
        states = [SampleState.POOLED.value, *([SampleState.RECEIVED.value] if row.replaces_id else [])]
        waiting = Sample.objects.filter(memberships__pool=row.pool_id or 0, state__in=states)
        if member_state(LabOutcome(row.outcome)) is SampleState.RECEIVED:
            waiting.update(state=SampleState.RECEIVED.value, change=change)
            return []
        members = [
            LabResult(
                event_id=uuid5(row.event_id, sample.code), body_hash=row.body_hash, sample=sample, pool_id=row.pool_id, outcome=row.outcome,
                method=row.method, ct=row.ct, reference=row.reference, laboratory_id=row.laboratory_id, reported_at=row.reported_at,
                received_at=row.received_at, source=row.source, entered_by_id=row.entered_by_id, change=change,
            )
            for sample in waiting
        ]  # fmt: skip
        LabResult.objects.bulk_create(members)
        return members

    def _settle_samples(self, samples: Mapping[int, Sample], change: int) -> None:
        """Moves samples and orders to where their standing results leave them."""
        standing = standing_outcomes(self.scope, samples)
        done: list[int] = []
        not_done: list[TestOrder] = []
        for number, sample in samples.items():
            outcomes = standing.get(number, [])
            self.conflicts += is_conflict(outcomes)
            # What a corrected pool leaves without a word of its own is tested by itself.
            target = SampleState.RESULTED if outcomes else SampleState.RECEIVED
            if may_change_sample(SampleState(sample.state), target):
                sample.state = target.value
            sample.change = change
            if concludes(outcomes):
                done.append(sample.order_id)
            else:
                not_done.append(sample.order)
        Sample.objects.bulk_update(samples.values(), ["state", "change"])
        TestOrder.objects.filter(pk__in=done, done_at__isnull=True).update(done_at=self.now, change=change)
        TestOrder.objects.filter(pk__in=[order.pk for order in not_done]).update(done_at=None, change=change)
        unclear = [
            order for order in not_done if not any(is_conflict(standing.get(n, [])) for n, s in samples.items() if s.order_id == order.pk)
        ]
        replace_samples(unclear, change)

    def _feed_case(self, row: LabResult) -> None:
        """Enters a positive result with the person's open case, or opens one; confirming it stays a second person's word."""
        sample = Sample.objects.select_related("order").get(pk=row.sample_id or 0)
        assert sample.taken_at is not None
        ordered_for = sample.order.person_id
        # The case stands with the entry that stands: a merged one would get a case that nobody finds.
        person = root_persons(self.scope, [ordered_for])[ordered_for]
        told = ResultEntry(
            f"{row.reference} {sample.code}".strip(), CASE_METHODS[LabMethod(row.method)], ResultOutcome.POSITIVE, sample.taken_at
        )
        try:
            case = open_case_code(self.scope, person)
            if case:
                add_result(by=self.by, now=self.now, scope=self.scope, code=case, result=told)
            else:
                new = NewCase(uuid5(row.event_id, "case"), person, reported_commune_id=sample.order.unit_id, result=told)
                open_case(by=self.by, now=self.now, scope=self.scope, entry=new)
        except CaseRefused:
            # The result is kept all the same, and the caller is told how many there were.
            self.unfed += 1


def _said(samples: Iterable[Sample]) -> dict[int, set[tuple[str, str, float | None, str]]]:
    """Returns what stands for these samples already."""
    found: dict[int, set[tuple[str, str, float | None, str]]] = {}
    rows = LabResult.objects.filter(sample__in=[sample.pk for sample in samples], replaced_by__isnull=True)
    for sample, outcome, method, ct, reference in rows.values_list("sample_id", "outcome", "method", "ct", "reference"):
        found.setdefault(int(sample or 0), set()).add((outcome, method, ct, reference))
    return found
