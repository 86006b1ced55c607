"""Check in, check out: exactly once for each event id, whatever is sent again and in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues.actions.closing import one_at_a_time, settle
from truyvet.venues.models import CheckOut, Venue, Visit
from truyvet.venues.rules import plausibility, visit_time
from truyvet.venues.rules.kinds import ASSURANCES, Assurance, VisitSource, assurance_of
from truyvet.venues.rules.plausibility import Sign
from truyvet.venues.rules.visit_time import VisitRefusal, VisitRefused


@dataclass(frozen=True, slots=True)
class Scan:
    """One person at one venue at one moment, as a device tells it. ``event_id`` is made by the device.

    ``at`` is when it happened, ``sent_at`` what the device's clock showed when it sent this; both aware. Where
    ``sent_at`` is absent the device is believed.
    """

    event_id: UUID
    person_id: int
    venue_code: str
    at: datetime
    sent_at: datetime | None = None
    source: VisitSource = VisitSource.SCAN
    assurance: Assurance | None = None


@dataclass(frozen=True, slots=True)
class VisitAnswer:
    """What a device is told, the same each time. ``at``: epoch seconds, corrected; ``repeated``: it was here before."""

    event_id: UUID
    venue_code: str
    at: int
    signs: Sign
    repeated: bool


def check_in(*, by: By, now: datetime, scan: Scan) -> VisitAnswer:
    """Take a person's arrival. Raises VisitRefused, EventConflict."""
    said = _said("in", scan)
    return _once(lambda: _known_visit(scan, said), lambda: _arrive(by, now, scan, said))


def check_out(*, by: By, now: datetime, scan: Scan) -> VisitAnswer:
    """Take a person's leaving; it closes the entry right before it, now or when that arrives. Raises as check_in."""
    said = _said("out", scan)
    return _once(lambda: _known_exit(scan, said), lambda: _leave(by, now, scan, said))


def _said(way: str, scan: Scan) -> bytes:
    # Not sent_at: a device that sends the same event again sends it later.
    stated = scan.assurance.value if scan.assurance else None
    return visit_time.body_hash(way, scan.person_id, scan.venue_code, int(scan.at.timestamp()), scan.source.value, stated)


def _once(known: Callable[[], VisitAnswer | None], write: Callable[[], VisitAnswer]) -> VisitAnswer:
    try:
        with transaction.atomic():
            return known() or write()
    except IntegrityError:
        answer = known()
        if answer is None:
            # The person is not there: the row could not be tied to anybody.
            raise VisitRefused(VisitRefusal.UNKNOWN_PERSON) from None
        return answer


def _known_visit(scan: Scan, said: bytes) -> VisitAnswer | None:
    row = Visit.objects.filter(event_id=scan.event_id).values_list("body_hash", "check_in", "signs").first()
    if row is None:
        if CheckOut.objects.filter(event_id=scan.event_id).exists():
            raise IdempotencyConflict(scan.event_id)
        return None
    return _again(scan, bytes(row[0]) == said, row[1], Sign(row[2]))


def _known_exit(scan: Scan, said: bytes) -> VisitAnswer | None:
    row = CheckOut.objects.filter(event_id=scan.event_id).values_list("body_hash", "at").first()
    if row is None:
        if Visit.objects.filter(event_id=scan.event_id).exists():
            raise IdempotencyConflict(scan.event_id)
        return None
    return _again(scan, bytes(row[0]) == said, row[1], Sign.NONE)


def _again(scan: Scan, same: bool, at: int, signs: Sign) -> VisitAnswer:
    if not same:
        raise IdempotencyConflict(scan.event_id)
    return VisitAnswer(scan.event_id, scan.venue_code, at, signs, repeated=True)


def _venue(scan: Scan) -> Venue:
    venue = Venue.objects.filter(code=scan.venue_code).first()
    if venue is None:
        raise VisitRefused(VisitRefusal.UNKNOWN_VENUE)
    return venue


def _moment(scan: Scan, now: datetime) -> visit_time.CorrectedMoment:
    moment = visit_time.corrected(scan.at, scan.sent_at, now)
    reason = visit_time.check(moment.at, now)
    if reason is not None:
        raise VisitRefused(reason)
    return moment


def _arrive(by: By, now: datetime, scan: Scan, said: bytes) -> VisitAnswer:
    moment, venue = _moment(scan, now), _venue(scan)
    one_at_a_time({(scan.person_id, venue.pk)})
    assurance = assurance_of(scan.source, scan.assurance)
    signs = plausibility.signs(
        at=moment.at,
        skew=moment.skew,
        received=int(now.timestamp()),
        opens=visit_time.clock_seconds(venue.opens),
        closes=visit_time.clock_seconds(venue.closes),
        crowded=plausibility.counts_crowd(scan.source, assurance) and _crowded(venue, moment.at),
        elsewhere=_elsewhere(scan.person_id, venue, moment.at),
    )
    change = next_change()
    Visit.objects.create(
        event_id=scan.event_id, body_hash=said, person_id=scan.person_id, venue=venue, check_in=moment.at,
        assurance=ASSURANCES.index(assurance), source=scan.source.value, skew=moment.skew, signs=int(signs),
        change=change, delete_on=visit_time.deleted_on(moment.at),
    )  # fmt: skip
    settle(scan.person_id, venue.pk, venue.kind, change, moment.at)
    record(
        by=by, now=now, action="venues.check_in", subject=f"venue:{venue.code}",
        facts={"event": str(scan.event_id), "signs": int(signs)},
    )  # fmt: skip
    return VisitAnswer(scan.event_id, venue.code, moment.at, signs, repeated=False)


def _leave(by: By, now: datetime, scan: Scan, said: bytes) -> VisitAnswer:
    moment, venue = _moment(scan, now), _venue(scan)
    one_at_a_time({(scan.person_id, venue.pk)})
    CheckOut.objects.create(
        event_id=scan.event_id, body_hash=said, person_id=scan.person_id, venue=venue, at=moment.at,
        skew=moment.skew, delete_on=visit_time.deleted_on(moment.at),
    )  # fmt: skip
    settle(scan.person_id, venue.pk, venue.kind, next_change(), moment.at)
    record(by=by, now=now, action="venues.check_out", subject=f"venue:{venue.code}", facts={"event": str(scan.event_id)})
    return VisitAnswer(scan.event_id, venue.code, moment.at, Sign.NONE, repeated=False)


def _crowded(venue: Venue, at: int) -> bool:
    limit = plausibility.crowd_limit(venue.kind, venue.capacity)
    lately = Visit.objects.filter(
        venue=venue, check_in__gt=at - plausibility.CROWD_WINDOW_S, check_in__lte=at, source=VisitSource.SCAN.value
    )
    return lately.values("pk")[:limit].count() >= limit


def _elsewhere(person_id: int, venue: Venue, at: int) -> bool:
    near = Visit.objects.filter(
        person_id=person_id, check_in__gt=at - plausibility.MIN_TRAVEL_S, check_in__lt=at + plausibility.MIN_TRAVEL_S
    )
    return near.exclude(venue__unit_id=venue.unit_id).exists()
