"""A visitor checks in and out with their own phone, at a venue's posted code: exactly once, in whatever order events arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.local_day import LocalDay
from truyvet.people import queries as people
from truyvet.venues.actions.visits.pipeline import VisitPipeline
from truyvet.venues.queries.scanned_venues import UNKNOWN_VENUE, scanned_venue
from truyvet.venues.queries.stored_events import stored_visits
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.scan import DecidedScan, GateWay, Scan, ScanAnswer, ScanState
from truyvet.venues.rules.venue_kinds import Assurance, VisitSource, assurance_of
from truyvet.venues.rules.visit_time import VisitRefusal, VisitRefused


@dataclass(frozen=True, slots=True)
class VisitorScan:
    """One person at one venue at one moment, as a device reports it. ``event_id`` is made by the device.

    ``at`` is when it happened, ``sent_at`` what the device's clock read when it sent this; both aware. Where
    ``sent_at`` is absent the device is believed.
    """

    event_id: UUID
    person_id: int
    venue_code: str
    at: datetime
    sent_at: datetime | None = None
    source: VisitSource = VisitSource.SCAN
    assurance: Assurance | None = None


def check_in(*, by: By, now: datetime, scan: VisitorScan) -> ScanAnswer:
    """Records a person's arrival. Raises VisitRefused, IdempotencyConflict."""
    return _record(by, now, scan, GateWay.IN)


def check_out(*, by: By, now: datetime, scan: VisitorScan) -> ScanAnswer:
    """Records a person's leaving, which closes the check-in right before it, now or when that arrives. Raises as check_in."""
    return _record(by, now, scan, GateWay.OUT)


def check_in_now(*, by: By, now: datetime, event_id: UUID, person_id: int, venue_code: str, screen: bool) -> ScanAnswer:
    """Checks the person in at this moment; the same event id again gets the first answer. Raises VisitRefused, IdempotencyConflict.

    A code on a screen changes every minute, so the person stood before it; a poster may have been photographed.
    """
    assurance = Assurance.MEDIUM if screen else None
    return _record_first(check_in, by, now, VisitorScan(event_id, person_id, venue_code, now, assurance=assurance))


def check_out_now(*, by: By, now: datetime, event_id: UUID, person_id: int, venue_code: str) -> ScanAnswer:
    """Checks the person out at this moment; the same event id again gets the first answer. Raises as ``check_in_now``."""
    return _record_first(check_out, by, now, VisitorScan(event_id, person_id, venue_code, now))


def _record_first(act: Callable[..., ScanAnswer], by: By, now: datetime, scan: VisitorScan) -> ScanAnswer:
    try:
        return act(by=by, now=now, scan=scan)
    except IdempotencyConflict:
        # A form sent twice reaches us at two moments. The first one counts; anything else that differs is refused again.
        stored = stored_visits(_scope(now), [scan.event_id]).get(scan.event_id)
        if stored is None:
            raise
        return act(by=by, now=now, scan=replace(scan, at=datetime.fromtimestamp(stored.answer.at, UTC)))


def _record(by: By, now: datetime, visitor: VisitorScan, way: GateWay) -> ScanAnswer:
    scope = _scope(now)
    scan = _scan(scope, visitor, way, now)

    def decide(fresh: Sequence[Scan]) -> list[DecidedScan]:
        return [DecidedScan(each, each.person_id) for each in fresh]

    def write_audit(batch: Sequence[Scan], answers: Sequence[ScanAnswer]) -> None:
        for each, answer in zip(batch, answers, strict=True):
            if answer.state is ScanState.ACCEPTED:
                facts = {"event": str(each.event_id)} | ({"signs": int(answer.signs)} if way is GateWay.IN else {})
                record(by=by, now=now, action=f"venues.check_{way.value}", subject=f"venue:{each.venue.code}", facts=facts)

    pipeline = VisitPipeline(lambda events, _: stored_visits(scope, events), decide, write_audit, max_scans=1)
    (answer,) = pipeline.write([scan], now)
    if answer.state is ScanState.REFUSED:
        refusal = VisitRefusal(answer.reason)
        raise IdempotencyConflict(scan.event_id) if refusal is VisitRefusal.EVENT_CONFLICT else VisitRefused(refusal)
    return answer


def _scan(scope: Scope, visitor: VisitorScan, way: GateWay, now: datetime) -> Scan:
    moment = visit_time.corrected(visitor.at, visitor.sent_at, now)
    venue = scanned_venue(scope, visitor.venue_code)
    refused = visit_time.check(moment.at, now)
    if refused is None and venue is None:
        refused = VisitRefusal.UNKNOWN_VENUE
    if refused is None and visitor.person_id not in people.masked_persons(scope, [visitor.person_id]):
        refused = VisitRefusal.UNKNOWN_PERSON
    # Not sent_at: a device that sends the same event again sends it later.
    stated = visitor.assurance.value if visitor.assurance else None
    at, source = int(visitor.at.timestamp()), visitor.source
    body = visit_time.body_hash(way.value, visitor.person_id, visitor.venue_code, at, source.value, stated)
    return Scan(
        visitor.event_id,
        body,
        venue or UNKNOWN_VENUE,
        way,
        moment.at,
        source,
        assurance_of(source, visitor.assurance),
        moment.skew,
        visitor.person_id,
        refused=refused,
    )


def _scope(now: datetime) -> Scope:
    return Scope.system("venues.check_in", LocalDay.of(now))
