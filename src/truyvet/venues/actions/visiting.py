"""A visitor scans a venue's code with their own phone: in, and out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from truyvet.audit.values import By
from truyvet.core.idempotency import IdempotencyConflict
from truyvet.venues.actions.scanning import Scan, VisitAnswer, check_in, check_out
from truyvet.venues.models import CheckOut, Visit
from truyvet.venues.rules.kinds import Assurance, VisitSource


def enter(*, by: By, now: datetime, event_id: UUID, person_id: int, venue_code: str, screen: bool) -> VisitAnswer:
    """Take the person in, now; the same event id again gets the first answer. Raises VisitRefused, EventConflict.

    A code on a screen changes every minute, so whoever scanned it stood there; a poster may have been photographed.
    """
    assurance = Assurance.MEDIUM if screen else None
    return _once(check_in, by, now, Scan(event_id, person_id, venue_code, now, source=VisitSource.SCAN, assurance=assurance))


def leave(*, by: By, now: datetime, event_id: UUID, person_id: int, venue_code: str) -> VisitAnswer:
    """Let the person out of a venue, now; the same event id again gets the first answer. Raises as ``enter``."""
    return _once(check_out, by, now, Scan(event_id, person_id, venue_code, now, source=VisitSource.SCAN))


def _once(act: Callable[..., VisitAnswer], by: By, now: datetime, scan: Scan) -> VisitAnswer:
    try:
        return act(by=by, now=now, scan=scan)
    except IdempotencyConflict:
        # A form sent twice reaches us at two moments. The first one counts; anything else that differs is refused again.
        at = _held(scan.event_id)
        if at is None:
            raise
        return act(by=by, now=now, scan=replace(scan, at=datetime.fromtimestamp(at, UTC)))


def _held(event_id: UUID) -> int | None:
    visit = Visit.objects.filter(event_id=event_id).values_list("check_in", flat=True).first()
    return visit if visit is not None else CheckOut.objects.filter(event_id=event_id).values_list("at", flat=True).first()
