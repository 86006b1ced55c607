"""The venues that a citizen keeps or guards, and the guards of a venue as its keeper sees them, without names.

A posting is a citizen's whole right to read what a venue knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.people import queries as people
from truyvet.venues.models import Posting


@dataclass(frozen=True, slots=True)
class VenuePosting:
    """One open posting with what a page needs to know of its venue. ``role``: "keeper" or "guard"."""

    id: int
    role: str
    venue_id: int
    venue_code: str
    venue_name: str
    kind: str
    commune: str
    commune_path: str
    address: str
    capacity: int | None
    confirmed: bool
    since: datetime

    @property
    def keeps(self) -> bool:
        """Whether it is a keeper's, who may change the venue."""
        return self.role == "keeper"


@dataclass(frozen=True, slots=True)
class VenueGuard:
    """One guard. ``has_signed_in``: the number has signed in since."""

    id: int
    label: str
    phone_ends: str
    since: datetime
    has_signed_in: bool


def postings_of(scope: Scope, person_id: int) -> tuple[VenuePosting, ...]:
    """Returns the person's open postings by the venue's name; of two at one venue the keeper's comes first."""
    require_scope(scope)
    rows = _held(scope, person_id).order_by("venue__folded", "venue_id", "-role")
    return tuple(_seen(row) for row in rows)


def posting_for(scope: Scope, person_id: int, venue_code: str) -> VenuePosting | None:
    """Returns the person's posting at this venue, the keeper's before the guard's; None without one."""
    require_scope(scope)
    row = _held(scope, person_id).filter(venue__code=venue_code).order_by("-role").first()
    return None if row is None else _seen(row)


def guards(scope: Scope, posting: VenuePosting) -> tuple[VenueGuard, ...]:
    """Returns guards with an open posting, the newest first. One query."""
    require_scope(scope)
    rows = Posting.objects.filter(venue=posting.venue_id, role="guard", until__isnull=True).order_by("-since", "-pk")
    return tuple(VenueGuard(row.pk, row.label, row.phone_ends, row.since, row.person_id is not None) for row in rows)


def _held(scope: Scope, person_id: int) -> QuerySet[Posting]:
    """Selects open postings of the person, and those for a number of theirs that nobody has claimed yet."""
    mine = Q(person_id=person_id)
    hashes = people.verified_phone_hashes(scope, person_id)
    if hashes:
        mine |= Q(person__isnull=True, phone_hash__in=hashes)
    return Posting.objects.filter(mine, until__isnull=True, venue__closed_at__isnull=True).select_related("venue__unit")


def _seen(row: Posting) -> VenuePosting:
    venue = row.venue
    return VenuePosting(
        row.pk, row.role, venue.pk, venue.code, venue.name, venue.kind, venue.unit.name, venue.unit.path, venue.address,
        venue.capacity, venue.confirmed, row.since,
    )  # fmt: skip
