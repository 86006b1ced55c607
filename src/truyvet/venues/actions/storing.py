"""The rows of a batch of scans: what was scanned, and the visits and ways out that came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from truyvet.core.bulk_insert import ColumnValue, bulk_insert
from truyvet.venues.actions.judging import JudgedScan
from truyvet.venues.models import CheckOut, GateScan, Visit
from truyvet.venues.rules import plausibility, visit_time
from truyvet.venues.rules.kinds import ASSURANCES, assurance_of
from truyvet.venues.rules.plausibility import MIN_TRAVEL_S
from truyvet.venues.rules.scan import GateWay, source_of

SCAN = (
    "event_id", "body_hash", "gate_id", "venue_id", "person_id", "way", "at", "received_at", "skew", "sequence", "kind", "verdict",
    "reason", "device_verdict", "admitted", "group", "delete_on",
)  # fmt: skip
VISIT = (
    "event_id", "body_hash", "person_id", "venue_id", "check_in", "check_out_settled", "two_way", "void", "assurance", "source", "skew",
    "signs", "change", "delete_on",
)  # fmt: skip
EXIT = ("event_id", "body_hash", "person_id", "venue_id", "at", "skew", "delete_on")


def store(judged: Sequence[JudgedScan], now: datetime, change: int) -> None:
    """Write the rows inside the caller's transaction; ``change`` is that of the visits. Raises IntegrityError."""
    bulk_insert(GateScan._meta.db_table, SCAN, [_scan(each, now) for each in judged])
    through = [each for each in judged if each.admitted and each.person_id is not None]
    came = [each for each in through if each.scan.way is not GateWay.OUT]
    elsewhere = _elsewhere(came)
    bulk_insert(Visit._meta.db_table, VISIT, [_visit(each, now, change, place in elsewhere) for place, each in enumerate(came)])
    bulk_insert(CheckOut._meta.db_table, EXIT, [_exit(each) for each in through if each.scan.way is GateWay.OUT])


def _scan(each: JudgedScan, now: datetime) -> tuple[ColumnValue, ...]:
    scan = each.scan
    return (
        scan.event_id, scan.body_hash, scan.gate.gate_id, scan.gate.venue_id, each.person_id, scan.way.value, scan.at, now, scan.skew,
        scan.sequence, scan.code.name, each.verdict, each.reason, scan.device_verdict, each.admitted, scan.group, _day(scan.at),
    )  # fmt: skip


def _visit(each: JudgedScan, now: datetime, change: int, elsewhere: bool) -> tuple[ColumnValue, ...]:
    scan = each.scan
    source = source_of(scan.code)
    found = plausibility.signs(
        at=scan.at,
        skew=scan.skew,
        received=int(now.timestamp()),
        opens=scan.gate.opens,
        closes=scan.gate.closes,
        crowded=False,
        elsewhere=elsewhere or each.replayed,
    )
    return (
        scan.event_id, scan.body_hash, each.person_id, scan.gate.venue_id, scan.at, False, scan.way is GateWay.BOTH, False,
        ASSURANCES.index(assurance_of(source, None)), source.value, scan.skew, int(found), change, _day(scan.at),
    )  # fmt: skip


def _exit(each: JudgedScan) -> tuple[ColumnValue, ...]:
    scan = each.scan
    return (scan.event_id, scan.body_hash, each.person_id, scan.gate.venue_id, scan.at, scan.skew, _day(scan.at))


def _elsewhere(came: Sequence[JudgedScan]) -> set[int]:
    """Places of arrivals of people who were in another commune within some minutes. One query."""
    if not came:
        return set()
    begins, ends = min(each.scan.at for each in came) - MIN_TRAVEL_S, max(each.scan.at for each in came) + MIN_TRAVEL_S
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Visit.objects.filter(person_id__in={each.person_id for each in came}, check_in__gt=begins, check_in__lt=ends)
    for person, at, unit in rows.values_list("person_id", "check_in", "venue__unit_id"):
        near[person].append((at, unit))
    found = set()
    for place, each in enumerate(came):
        assert each.person_id is not None
        others = near[each.person_id]
        if any(abs(at - each.scan.at) < MIN_TRAVEL_S and unit != each.scan.gate.unit_id for at, unit in others):
            found.add(place)
        others.append((each.scan.at, each.scan.gate.unit_id))
    return found


def _day(at: int) -> date:
    return visit_time.deleted_on(at)
