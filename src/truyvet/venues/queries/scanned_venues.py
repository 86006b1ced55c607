"""What the rules need of venues where scans are made."""

from __future__ import annotations

from typing import Final

from truyvet.audit.values import Scope, require_scope
from truyvet.venues.models import Venue
from truyvet.venues.rules.scan import ScannedVenue

UNKNOWN_VENUE: Final = ScannedVenue(0, "", "other", 0)


def scanned_venue(scope: Scope, code: str) -> ScannedVenue | None:
    """Returns the venue of this code, or None. Its visitor stood before the code: no area is asked for."""
    require_scope(scope)
    return next((venue.as_scanned() for venue in Venue.objects.filter(code=code)), None)


def all_scanned_venues(scope: Scope) -> dict[int, ScannedVenue]:
    """Returns every venue by its row id, for an import."""
    require_scope(scope)
    return {venue.pk: venue.as_scanned() for venue in Venue.objects.only("pk", "code", "kind", "unit_id", "opens", "closes", "capacity")}
