"""Gates hand in scans: each is stored exactly once, none is lost, whatever was presented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from truyvet.audit.actions import RecordedAction, record_many
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.venues.actions.visits.pipeline import VisitPipeline
from truyvet.venues.queries.gate_verdicts import decide_scans
from truyvet.venues.queries.stored_events import StoredEvent, stored_gate_scans, stored_visits
from truyvet.venues.rules.scan import DecidedScan, GateDevice, Scan, ScanAnswer, ScanState

MAX_WRITE_ATTEMPTS: Final = 5
MAX_SCANS_PER_TRANSACTION: Final = 2_000
"""More scans wait for the next transaction, so that nobody waits long for the lock."""


def record_gate_scans(*, by: By, now: datetime, scans: Sequence[Scan]) -> list[ScanAnswer]:
    """Records scans of any gates and returns one answer for each, in their order. ``by`` hands them in for the gates.

    A scan that can be stored is stored, also where nobody can be recognised. The same event id again gets the same
    answer; with another body it is refused, as is a moment that cannot be.
    """
    scope = Scope.system("venues.take", LocalDay.of(now))

    def find_stored(events: Sequence[UUID], attempt: int) -> Mapping[UUID, StoredEvent]:
        found = stored_gate_scans(scope, events)
        return stored_visits(scope, events) | found if attempt else found

    def decide(fresh: Sequence[Scan]) -> list[DecidedScan]:
        # In one order in every process, so that two that bring the same events wait for each other instead of locking up.
        return decide_scans(scope, sorted(fresh, key=lambda scan: scan.event_id.bytes))

    def record(batch: Sequence[Scan], answers: Sequence[ScanAnswer]) -> None:
        record_many(by=by, now=now, action="venues.take", acts=_acts(by, batch, answers))

    return VisitPipeline(find_stored, decide, record, MAX_SCANS_PER_TRANSACTION, MAX_WRITE_ATTEMPTS).write(scans, now)


def _acts(by: By, scans: Sequence[Scan], answers: Sequence[ScanAnswer]) -> list[RecordedAction]:
    """Returns one act for each device of the batch: how many of its scans became what."""
    counts: dict[GateDevice, Counter[str]] = {}
    for scan, answer in zip(scans, answers, strict=True):
        assert scan.sighting is not None
        verdict = scan.sighting.device_verdict
        counter = counts.setdefault(scan.sighting.gate, Counter())
        counter[answer.state.value] += 1
        counter["differs"] += answer.state is ScanState.ACCEPTED and bool(verdict) and verdict != answer.verdict
    return [
        RecordedAction(By(f"gate:{gate.gate_id}", by.role, by.purpose), f"venue:{gate.venue.code}", dict(counter))
        for gate, counter in counts.items()
    ]
