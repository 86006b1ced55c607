"""One tube by the code on its label: a sample with its test order, or a pool with its samples; and what was said of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.laboratory.models import LabResult, Sample
from truyvet.laboratory.queries.lab_results import LabResultRow, result_rows
from truyvet.laboratory.queries.tests_in_scope import pools_in_scope, samples_in_scope
from truyvet.laboratory.rules.results import LabOutcome
from truyvet.laboratory.rules.samples import SampleKind, SampleState, SamplingPriority, SamplingReason
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson


@dataclass(frozen=True, slots=True)
class TubeSample:
    """The sample in a tube and the test order that it belongs to."""

    code: str
    person_id: int
    person: MaskedPerson | None
    state: SampleState
    kind: SampleKind | None
    taken_at: datetime | None
    place: str
    note: str
    order_id: int
    reason: SamplingReason
    priority: SamplingPriority
    due_on: date
    ordered_at: datetime
    done_at: datetime | None
    cancelled_at: datetime | None
    order_note: str


@dataclass(frozen=True, slots=True)
class Tube:
    """A sample alone, or with ``is_pool`` the samples of a pool. ``results``: of the tube itself; ``pools``: those the sample lies in."""

    code: str
    is_pool: bool
    samples: tuple[TubeSample, ...]
    results: tuple[LabResultRow, ...]
    pools: tuple[str, ...] = ()

    @property
    def standing(self) -> tuple[LabOutcome, ...]:
        """The outcomes that nobody corrected."""
        return tuple(row.outcome for row in self.results if not row.is_corrected)


def tube(scope: Scope, code: str) -> Tube | None:
    """Returns the sample or pool of this code, None when there is none within the scope. A pool needs all of its samples within it."""
    require_scope(scope)
    samples = _tube_samples(scope, samples_in_scope(scope).filter(code=code))
    if samples:
        inside = samples_in_scope(scope).filter(code=code, memberships__pool__isnull=False).order_by("memberships__pool")
        pools = tuple(inside.values_list("memberships__pool__code", flat=True))
        return Tube(
            code, False, samples, result_rows(scope, LabResult.objects.filter(sample__code=code).order_by("reported_at", "pk")), pools
        )
    pool = pools_in_scope(scope).filter(code=code).first()
    if pool is None:
        return None
    members = samples_in_scope(scope).filter(memberships__pool=pool).order_by("pk")
    results = LabResult.objects.filter(pool=pool, sample__isnull=True).order_by("reported_at", "pk")
    return Tube(code, True, _tube_samples(scope, members), result_rows(scope, results))


def last_taken(scope: Scope) -> TubeSample | None:
    """Returns the sample that the reader wrote down last as taken and that is still theirs to take back."""
    reader = require_scope(scope)
    rows = samples_in_scope(reader).filter(taken_by=reader.staff or 0, state=SampleState.TAKEN.value)
    newest = rows.order_by("-change", "-pk").first()
    return _tube_samples(reader, samples_in_scope(reader).filter(pk=newest.pk))[0] if newest else None


def waiting_samples(scope: Scope, person_ids: Collection[int]) -> tuple[TubeSample, ...]:
    """Returns samples of these persons that were taken, newest first: one of them may be what a laboratory's file means."""
    rows = samples_in_scope(scope).filter(order__person_id__in=person_ids, taken_at__isnull=False)
    return _tube_samples(scope, rows.order_by("-taken_at", "-pk"))


def _tube_samples(scope: Scope, rows: QuerySet[Sample]) -> tuple[TubeSample, ...]:
    found = list(rows.select_related("order"))
    people = masked_persons(scope, [row.order.person_id for row in found])
    return tuple(_tube_sample(row, people.get(row.order.person_id)) for row in found)


def _tube_sample(row: Sample, person: MaskedPerson | None) -> TubeSample:
    order = row.order
    return TubeSample(
        row.code, order.person_id, person, SampleState(row.state), SampleKind(row.kind) if row.kind else None, row.taken_at, row.place,
        row.note, order.pk, SamplingReason(order.reason), SamplingPriority(order.priority), order.due_on, order.ordered_at, order.done_at,
        order.cancelled_at, order.note,
    )  # fmt: skip
