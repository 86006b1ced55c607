"""The one way a visit is written, for a gate's scan, a visitor's own check-in and imported visits alike.

A batch of scans comes in with times corrected and refusals decided by pure rules. Known events are found, so that each is written
exactly once; the door decides who each scan is of; rows are written and check-outs paired with check-ins; the door records what
happened; every scan gets its answer, in order. A single check-in is a batch of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from truyvet.core.bulk_insert import ColumnValue, bulk_insert
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import write_batch
from truyvet.core.local_day import second_of_day
from truyvet.venues.actions.visits.check_out_pairs import PairsToSettle
from truyvet.venues.models import CheckOut, GateScan, Visit
from truyvet.venues.queries.stored_events import StoredEvent
from truyvet.venues.rules import plausibility, visit_time
from truyvet.venues.rules.plausibility import MIN_TRAVEL_S, Sign
from truyvet.venues.rules.scan import DecidedScan, GateWay, Scan, ScanAnswer, ScanState
from truyvet.venues.rules.venue_kinds import ASSURANCES, VisitSource
from truyvet.venues.rules.visit_time import VisitRefusal

GATE_SCAN_COLUMNS = (
    "event_id", "body_hash", "gate_id", "venue_id", "person_id", "way", "at", "received_at", "skew", "sequence", "kind", "verdict",
    "reason", "device_verdict", "admitted", "group", "refused_change", "delete_on",
)  # fmt: skip
VISIT_COLUMNS = (
    "event_id", "body_hash", "person_id", "venue_id", "check_in", "check_out", "check_out_settled", "two_way", "void", "assurance",
    "source", "skew", "signs", "change", "delete_on",
)  # fmt: skip
CHECK_OUT_COLUMNS = ("event_id", "body_hash", "person_id", "venue_id", "at", "skew", "delete_on")


@dataclass(frozen=True, slots=True)
class VisitPipeline:
    """What differs between the doors.

    ``find_stored(event ids, attempt)`` returns what is stored of these events; from the second attempt on another door may have used an id.
    ``decide(scans)`` returns each new scan with its verdict. ``record(scans, answers)`` writes the audit. All run in the batch's
    transaction, of at most ``max_scans`` scans.
    """

    find_stored: Callable[[Sequence[UUID], int], Mapping[UUID, StoredEvent]]
    decide: Callable[[Sequence[Scan]], Sequence[DecidedScan]]
    record: Callable[[Sequence[Scan], Sequence[ScanAnswer]], None]
    max_scans: int
    attempts: int = 2

    def write(self, scans: Sequence[Scan], now: datetime) -> list[ScanAnswer]:
        """Writes scans, each exactly once, and returns one answer for each, in their order."""
        answers: list[ScanAnswer] = []
        for start in range(0, len(scans), self.max_scans):
            answers += write_batch(partial(self._write_batch, scans[start : start + self.max_scans], now), attempts=self.attempts)
        return answers

    def _write_batch(self, scans: Sequence[Scan], now: datetime, attempt: int) -> list[ScanAnswer]:
        stored = self.find_stored([scan.event_id for scan in scans], attempt)
        fresh: dict[UUID, Scan] = {}
        for scan in scans:
            if scan.refused is None and scan.event_id not in stored:
                fresh.setdefault(scan.event_id, scan)
        decided = self.decide(list(fresh.values()))
        signs = _write_rows(decided, now)
        written = {each.scan.event_id: _accepted(each, signs) for each in decided}
        answers = [_answer(scan, stored.get(scan.event_id), fresh.get(scan.event_id), written) for scan in scans]
        self.record(scans, answers)
        return answers


def _accepted(each: DecidedScan, signs: Mapping[UUID, Sign]) -> ScanAnswer:
    event = each.scan.event_id
    return ScanAnswer(
        event, ScanState.ACCEPTED, each.verdict, each.reason, each.initials, each.declared_at, each.scan.at, signs.get(event, Sign.NONE)
    )


def _answer(scan: Scan, stored: StoredEvent | None, first: Scan | None, written: Mapping[UUID, ScanAnswer]) -> ScanAnswer:
    """Returns the answer to a scan: ``stored`` is its event before this batch, ``first`` the first scan of the batch with its id."""
    if stored is None and (first is None or scan.refused is not None):
        assert scan.refused is not None
        return ScanAnswer(scan.event_id, ScanState.REFUSED, "no", scan.refused.value)
    body = stored.body_hash if stored is not None else first.body_hash if first is not None else b""
    if body != scan.body_hash:
        return ScanAnswer(scan.event_id, ScanState.REFUSED, "no", VisitRefusal.EVENT_CONFLICT.value)
    if stored is not None:
        return stored.answer
    return written[scan.event_id] if first is scan else replace(written[scan.event_id], state=ScanState.REPEATED)


def _write_rows(decided: Sequence[DecidedScan], now: datetime) -> dict[UUID, Sign]:
    """Writes a batch inside the caller's transaction and returns the signs of each check-in by its event id.

    Raises IntegrityError where another connection wrote one of these events a moment ago.
    """
    signs: dict[UUID, Sign] = {}
    admitted = [each for each in decided if each.is_admitted and each.person_id is not None]
    arrivals = [each for each in admitted if each.scan.way is not GateWay.OUT]
    pairs = PairsToSettle()
    for each in admitted:
        pairs.add(each)
    pairs.lock()
    change = next_change() if any(each.person_id is not None for each in decided) else 0
    bulk_insert(
        GateScan._meta.db_table, GATE_SCAN_COLUMNS, [row for each in decided if (row := _gate_scan_row(each, now, change)) is not None]
    )
    elsewhere = _elsewhere([each for each in arrivals if each.scan.is_live])
    for each in arrivals:
        signs[each.scan.event_id] = _signs(each, now, is_elsewhere=each.scan.event_id in elsewhere)
    bulk_insert(Visit._meta.db_table, VISIT_COLUMNS, [_visit_row(each, signs, change) for each in arrivals])
    leaving = [each for each in admitted if each.scan.way is GateWay.OUT]
    bulk_insert(CheckOut._meta.db_table, CHECK_OUT_COLUMNS, [_check_out_row(each) for each in leaving])
    if not all(each.scan.is_live for each in admitted):
        pairs.keep_those_with_scans()
    pairs.settle(change)
    return signs


def _gate_scan_row(each: DecidedScan, now: datetime, change: int) -> tuple[ColumnValue, ...] | None:
    scan, sighting = each.scan, each.scan.sighting
    if sighting is None:
        return None
    refused = change if each.person_id is not None and not each.is_admitted else None
    return (
        scan.event_id, scan.body_hash, sighting.gate.gate_id, scan.venue.id, each.person_id, scan.way.value, scan.at, now, scan.skew,
        sighting.sequence, sighting.code.name, each.verdict, each.reason, sighting.device_verdict, each.is_admitted, sighting.group,
        refused, visit_time.deleted_on(scan.at),
    )  # fmt: skip


def _visit_row(each: DecidedScan, signs: dict[UUID, Sign], change: int) -> tuple[ColumnValue, ...]:
    scan = each.scan
    return (
        scan.event_id, scan.body_hash, each.person_id, scan.venue.id, scan.at, scan.check_out, scan.check_out_settled,
        scan.way is GateWay.BOTH, False, ASSURANCES.index(scan.assurance), scan.source.value, scan.skew, int(signs[scan.event_id]), change,
        visit_time.deleted_on(scan.at),
    )  # fmt: skip


def _check_out_row(each: DecidedScan) -> tuple[ColumnValue, ...]:
    scan = each.scan
    return (
        scan.event_id, scan.body_hash, each.person_id, scan.venue.id, scan.at, scan.skew, visit_time.deleted_on(scan.at)
    )  # fmt: skip


def _signs(each: DecidedScan, now: datetime, *, is_elsewhere: bool) -> Sign:
    scan = each.scan
    if not scan.is_live:
        # Another register's rows come late, in bulk and without a device's clock: only the opening hours say anything about them.
        is_open = plausibility.open_at(second_of_day(scan.at), scan.venue.opens, scan.venue.closes)
        return Sign.NONE if is_open else Sign.CLOSED
    return plausibility.signs(
        at=scan.at,
        skew=scan.skew,
        received=int(now.timestamp()),
        opens=scan.venue.opens,
        closes=scan.venue.closes,
        crowded=plausibility.counts_crowd(scan.source, scan.assurance) and _is_crowded(scan),
        elsewhere=is_elsewhere or each.is_replayed,
    )


def _is_crowded(scan: Scan) -> bool:
    limit = plausibility.crowd_limit(scan.venue.kind, scan.venue.capacity)
    lately = Visit.objects.filter(
        venue_id=scan.venue.id,
        check_in__gt=scan.at - plausibility.CROWD_WINDOW_S,
        check_in__lte=scan.at,
        source=VisitSource.SCAN.value,
    )
    return lately.values("pk")[:limit].count() >= limit


def _elsewhere(arrivals: Sequence[DecidedScan]) -> set[UUID]:
    """Returns the events of people who were in another commune within some minutes. One query."""
    if not arrivals:
        return set()
    begins, ends = min(each.scan.at for each in arrivals) - MIN_TRAVEL_S, max(each.scan.at for each in arrivals) + MIN_TRAVEL_S
    near: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    rows = Visit.objects.filter(person_id__in={each.person_id for each in arrivals}, check_in__gt=begins, check_in__lt=ends)
    for person, at, unit in rows.values_list("person_id", "check_in", "venue__unit_id"):
        near[person].append((at, unit))
    found = set()
    for each in arrivals:
        scan, others = each.scan, near[each.person_id]
        if any(abs(at - scan.at) < MIN_TRAVEL_S and unit != scan.venue.unit_id for at, unit in others):
            found.add(scan.event_id)
        others.append((scan.at, scan.venue.unit_id))
    return found
