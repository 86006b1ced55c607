"""Scans of gates: many at once in one transaction, each exactly once, none lost, whatever was presented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import RecordedAct, record_many
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.local_day import LocalDay
from truyvet.venues.actions.closing import PairToSettle, one_at_a_time, settle_many
from truyvet.venues.actions.judging import JudgedScan, judge, remember
from truyvet.venues.actions.storing import store
from truyvet.venues.models import CheckOut, GateScan, Visit
from truyvet.venues.rules.scan import GateDevice, IncomingScan, ScanAnswer, ScanState
from truyvet.venues.rules.visit_time import VisitRefusal

MAX_WRITE_ATTEMPTS = 5
MAX_SCANS_PER_TRANSACTION = 2_000
"""Scans of one transaction: more of them wait for the next, so that nobody waits long for the lock."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What is stored of an event: ``body`` None where another door has used its id."""

    body: bytes | None
    verdict: str = "no"
    reason: str = VisitRefusal.EVENT_CONFLICT.value
    person_id: int | None = None


def take(*, by: By, now: datetime, scans: Sequence[IncomingScan]) -> list[ScanAnswer]:
    """Take scans of any gates; one result for each, in their order. ``by`` hands them in for the gates.

    A scan that can be stored is stored, also where nobody can be recognised. The same event id again gets the same
    answer; with another body it is refused, as is a moment that cannot be.
    """
    results: list[ScanAnswer] = []
    for start in range(0, len(scans), MAX_SCANS_PER_TRANSACTION):
        results += _take_part(by, now, scans[start : start + MAX_SCANS_PER_TRANSACTION])
    return results


def _take_part(by: By, now: datetime, scans: Sequence[IncomingScan]) -> list[ScanAnswer]:
    for attempt in range(MAX_WRITE_ATTEMPTS):
        try:
            with transaction.atomic():
                return _take(by, now, scans, everywhere=attempt > 0)
        except IntegrityError:
            # Another process brought one of these events at this moment; the next look finds it.
            if attempt == MAX_WRITE_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _take(by: By, now: datetime, scans: Sequence[IncomingScan], *, everywhere: bool) -> list[ScanAnswer]:
    scope = Scope.system("venues.take", LocalDay.of_second(int(now.timestamp())))
    held = _held(scans, everywhere)
    fresh: dict[UUID, IncomingScan] = {}
    for scan in scans:
        if scan.refused is None and scan.event_id not in held:
            fresh.setdefault(scan.event_id, scan)
    # In one order in every process, so that two that bring the same events wait for each other instead of locking up.
    new = sorted(fresh.values(), key=lambda scan: scan.event_id.bytes)
    judged = judge(scope, now, new)
    _write(judged, now)
    answers = {each.scan.event_id: each for each in judged}
    known = remember(scope, [_again(scan, held[scan.event_id]) for scan in scans if scan.event_id in held])
    results = [_result(scan, held, answers, known, first=fresh.get(scan.event_id) is scan) for scan in scans]
    _record(by, now, scans, results)
    return results


def _held(scans: Sequence[IncomingScan], everywhere: bool) -> dict[UUID, _Held]:
    """What is stored under these event ids. ``everywhere``: other doors' events too, looked for after a collision."""
    events = [scan.event_id for scan in scans]
    rows = GateScan.objects.filter(event_id__in=events).values_list("event_id", "body_hash", "verdict", "reason", "person_id")
    held: dict[UUID, _Held] = {event: _Held(bytes(body), verdict, reason, who) for event, body, verdict, reason, who in rows}
    if everywhere:
        for table in (Visit, CheckOut):
            for event in table.objects.filter(event_id__in=events).values_list("event_id", flat=True):
                held.setdefault(event, _Held(None))
    return held


def _again(scan: IncomingScan, held: _Held) -> IncomingScan:
    return replace(scan, code=replace(scan.code, person_id=held.person_id, token=None, document=None))


def _write(judged: Sequence[JudgedScan], now: datetime) -> None:
    through = [each for each in judged if each.admitted and each.person_id is not None]
    one_at_a_time({(each.person_id, each.scan.gate.venue_id) for each in through if each.person_id is not None})
    change = next_change() if through else 0
    store(judged, now, change)
    touched: dict[tuple[int, int], PairToSettle] = {}
    for each in through:
        gate, at = each.scan.gate, each.scan.at
        assert each.person_id is not None
        pair = (each.person_id, gate.venue_id)
        since = min(at, touched[pair].since) if pair in touched else at
        touched[pair] = PairToSettle(each.person_id, gate.venue_id, gate.venue_kind, since)
    settle_many(list(touched.values()), change)


def _result(
    scan: IncomingScan,
    held: Mapping[UUID, _Held],
    answers: Mapping[UUID, JudgedScan],
    known: Mapping[int, tuple[str, int | None]],
    *,
    first: bool,
) -> ScanAnswer:
    if scan.refused is not None:
        return ScanAnswer(scan.event_id, ScanState.REFUSED, "no", scan.refused.value)
    new = answers.get(scan.event_id)
    body = new.scan.body_hash if new is not None else held[scan.event_id].body
    if body != scan.body_hash:
        return ScanAnswer(scan.event_id, ScanState.REFUSED, "no", VisitRefusal.EVENT_CONFLICT.value)
    if new is not None:
        state = ScanState.ACCEPTED if first else ScanState.REPEATED
        return ScanAnswer(scan.event_id, state, new.verdict, new.reason, new.initials, new.declared_at)
    was = held[scan.event_id]
    initials, declared = known.get(was.person_id, ("", None)) if was.person_id is not None else ("", None)
    return ScanAnswer(scan.event_id, ScanState.REPEATED, was.verdict, was.reason, initials, declared)


def _record(by: By, now: datetime, scans: Sequence[IncomingScan], results: Sequence[ScanAnswer]) -> None:
    """One row for each device of the batch: how many of its scans became what."""
    counts: dict[GateDevice, Counter[str]] = {}
    for scan, result in zip(scans, results, strict=True):
        counted = counts.setdefault(scan.gate, Counter())
        counted[result.state.value] += 1
        counted["differs"] += result.state is ScanState.ACCEPTED and bool(scan.device_verdict) and scan.device_verdict != result.verdict
    acts = [
        RecordedAct(By(f"gate:{gate.gate_id}", by.role, by.purpose), f"venue:{gate.venue_code}", dict(counted))
        for gate, counted in counts.items()
    ]
    record_many(by=by, now=now, action="venues.take", acts=acts)
