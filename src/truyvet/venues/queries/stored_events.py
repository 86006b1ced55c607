"""What is stored of an event id, so that the same event gets the same answer again and another body under its id is refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from truyvet.audit.values import Scope, require_scope
from truyvet.venues.models import CheckOut, GateScan, Visit
from truyvet.venues.queries.gate_verdicts import known_holders
from truyvet.venues.rules.plausibility import Sign
from truyvet.venues.rules.scan import ScanAnswer, ScanState


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """The body that an event had when it was stored, and the answer that it gets again."""

    body_hash: bytes
    answer: ScanAnswer


def stored_visits(scope: Scope, events: Collection[UUID]) -> dict[UUID, StoredEvent]:
    """Returns what is stored as visits and check-outs under these event ids. Two queries."""
    require_scope(scope)
    rows = list(CheckOut.objects.filter(event_id__in=events).values_list("event_id", "body_hash", "at"))
    visits = Visit.objects.filter(event_id__in=events).values_list("event_id", "body_hash", "check_in", "signs")
    return {event: _stored(event, body, at, 0) for event, body, at in rows} | {
        event: _stored(event, body, at, signs) for event, body, at, signs in visits
    }


def stored_gate_scans(scope: Scope, events: Collection[UUID]) -> dict[UUID, StoredEvent]:
    """Returns what gates sent under these event ids, with the initials of who it was."""
    require_scope(scope)
    rows = list(GateScan.objects.filter(event_id__in=events).values_list("event_id", "body_hash", "verdict", "reason", "person_id", "at"))
    known = known_holders(scope, {row[4] for row in rows if row[4] is not None})
    found: dict[UUID, StoredEvent] = {}
    for event, body, verdict, reason, person, at in rows:
        initials, declared = known.get(person or 0, ("", None))
        found[event] = StoredEvent(bytes(body), ScanAnswer(event, ScanState.REPEATED, verdict, reason, initials, declared, at))
    return found


def _stored(event: UUID, body: bytes | memoryview, at: int, signs: int) -> StoredEvent:
    return StoredEvent(bytes(body), ScanAnswer(event, ScanState.REPEATED, "pass", "", at=at, signs=Sign(signs)))
