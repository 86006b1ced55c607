"""Makes a pool of samples that are examined as one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, body_hash, is_same_body, write_once
from truyvet.core.local_day import LocalDay
from truyvet.core.opaque_code import unused_codes
from truyvet.core.refusal import Refusal
from truyvet.laboratory.models import Pool, PoolMember, Sample
from truyvet.laboratory.queries.tests_in_scope import samples_in_scope
from truyvet.laboratory.rules.results import words
from truyvet.laboratory.rules.samples import LABORATORY_RETENTION, POOL_CODES, LaboratoryRefused, SampleState, pool_problem


def make_pool(*, by: By, now: datetime, scope: Scope, event_id: UUID, codes: tuple[str, ...]) -> str:
    """Pools samples and returns the pool's code; the same event with the same samples is the same pool.

    Raises LaboratoryRefused ("too_few_samples", "pool_too_large", "unknown_sample", "sample_state"), IdempotencyConflict.
    """
    require_scope(scope)
    wanted = tuple(sorted(set(codes)))
    hashed = body_hash(*wanted)

    def find() -> str | None:
        known = Pool.objects.filter(event_id=event_id).first()
        if known is not None and not is_same_body(known.body_hash, hashed):
            raise IdempotencyConflict(event_id)
        return known.code if known is not None else None

    def write() -> str:
        found = {row.code: row for row in samples_in_scope(scope).select_for_update(of=("self",)).filter(code__in=wanted)}
        problem = pool_problem({code: SampleState(row.state) for code, row in found.items()}, wanted, words().max_pool_samples)
        if problem:
            raise LaboratoryRefused(Refusal(problem, "codes"))
        code = unused_codes(POOL_CODES, 1, lambda drawn: Pool.objects.filter(code__in=drawn).values_list("code", flat=True))[0]
        delete_on = LocalDay.of(now) + LABORATORY_RETENTION
        pool = Pool.objects.create(code=code, event_id=event_id, body_hash=hashed, made_at=now, delete_on=delete_on)
        PoolMember.objects.bulk_create(PoolMember(pool=pool, sample=row) for row in found.values())
        numbers = [row.pk for row in found.values()]
        Sample.objects.filter(pk__in=numbers).update(state=SampleState.POOLED.value, change=next_change())
        record(by=by, now=now, action="laboratory.pool", subject=f"pool:{code}", facts={"samples": len(numbers)})
        return code

    return write_once(find, write)
