"""The guards of a venue as its keeper sees them: a label and the last digits of a number, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, need
from truyvet.venues.models import Posting
from truyvet.venues.queries.postings import VenuePosting


@dataclass(frozen=True, slots=True)
class VenueGuard:
    """One guard. ``came``: the number has signed in since."""

    id: int
    label: str
    phone_ends: str
    since: datetime
    came: bool


def guards(scope: Scope, posting: VenuePosting) -> tuple[VenueGuard, ...]:
    """Returns guards with an open posting, the newest first. One query."""
    need(scope)
    rows = Posting.objects.filter(venue=posting.venue_id, role="guard", until__isnull=True).order_by("-since", "-pk")
    return tuple(VenueGuard(row.pk, row.label, row.phone_ends, row.since, row.person_id is not None) for row in rows)
