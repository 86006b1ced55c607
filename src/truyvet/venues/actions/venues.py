"""Registers a venue or a zone of one, once for each event id."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, write_once
from truyvet.core.text_folding import fold, tidy
from truyvet.people.rules import pseudonyms
from truyvet.places import queries as places
from truyvet.venues.models import Venue
from truyvet.venues.queries.venues import visible
from truyvet.venues.rules.venue_kinds import KINDS
from truyvet.venues.rules.visit_time import body_hash

Entropy = Callable[[int], bytes]
LETTER = "V"
"""Codes of venues are a letter longer than those of persons, so that one is never read as the other."""


class VenueInvalid(ValueError):
    """An entry's ``field`` is wrong: "name", "kind", "unit", "part_of" or "capacity"."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True, slots=True)
class NewVenue:
    """A venue that is to be registered. ``unit_id`` is its commune (places.Unit)."""

    event_id: UUID
    name: str
    kind: str
    unit_id: int
    opens: time | None = None
    closes: time | None = None
    capacity: int | None = None
    address: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class RegisteredVenue:
    """The venue of an event; ``created`` is False when it existed already."""

    id: int
    code: str
    created: bool


def register_venue(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    venue: NewVenue,
    entropy: Entropy = secrets.token_bytes,
    action: str = "venues.register",
) -> RegisteredVenue:
    """Registers a venue in a commune of the scope; the audit names ``action``. Raises VenueInvalid, IdempotencyConflict."""
    return _register(by, now, scope, venue, None, entropy, action)


def add_zone(*, by: By, now: datetime, scope: Scope, of: str, zone: NewVenue, entropy: Entropy = secrets.token_bytes) -> RegisteredVenue:
    """Adds a zone (a line, a canteen, a coach) to the venue of code ``of``. Raises VenueInvalid, IdempotencyConflict.

    A zone has no zones: the rule of a missing check-out knows one level only.
    """
    parent = visible(scope).filter(code=of, part_of__isnull=True).first()
    if parent is None:
        raise VenueInvalid("part_of")
    return _register(by, now, scope, zone, parent.pk, entropy, "venues.register")


def _register(by: By, now: datetime, scope: Scope, venue: NewVenue, part_of: int | None, entropy: Entropy, action: str) -> RegisteredVenue:
    _check(scope, venue)
    hashed = body_hash(
        venue.name, venue.kind, venue.unit_id, part_of, str(venue.opens), str(venue.closes), venue.capacity,
        *((venue.address,) if venue.address else ()),
    )  # fmt: skip

    def write() -> RegisteredVenue:
        made = Venue.objects.create(
            code=LETTER + pseudonyms.make(entropy), event_id=venue.event_id, body_hash=hashed,
            name=tidy(venue.name), folded=fold(venue.name)[:120], kind=venue.kind, unit_id=venue.unit_id,
            part_of_id=part_of, opens=venue.opens, closes=venue.closes, capacity=venue.capacity, created_at=now,
            address=tidy(venue.address)[:200], confirmed=venue.confirmed, change=next_change(),
        )  # fmt: skip
        facts: dict[str, str | int | None] = {"kind": venue.kind, "unit": venue.unit_id, "part_of": part_of}
        record(by=by, now=now, action=action, subject=f"venue:{made.code}", facts=facts)
        return RegisteredVenue(made.pk, made.code, created=True)

    return write_once(lambda: _known(venue.event_id, hashed), write)


def _check(scope: Scope, venue: NewVenue) -> None:
    require_scope(scope)
    unit = places.units_by_id(scope, (venue.unit_id,)).get(venue.unit_id)
    if not 1 <= len(tidy(venue.name)) <= 120:
        raise VenueInvalid("name")
    if venue.kind not in KINDS:
        raise VenueInvalid("kind")
    if unit is None or not scope.covers(unit.path):
        raise VenueInvalid("unit")
    if venue.capacity is not None and not 0 < venue.capacity < 1_000_000:
        raise VenueInvalid("capacity")


def _known(event_id: UUID, hashed: bytes) -> RegisteredVenue | None:
    row = Venue.objects.filter(event_id=event_id).values_list("pk", "code", "body_hash").first()
    if row is None:
        return None
    if bytes(row[2]) != hashed:
        raise IdempotencyConflict(event_id)
    return RegisteredVenue(row[0], row[1], created=False)
