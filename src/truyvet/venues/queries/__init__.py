"""Reads of the venues room; the first argument of each is who reads."""

from truyvet.venues.queries.trace_rows import first_kept, roster_rows, venue_rows, visit_rows, visits_of_persons
from truyvet.venues.queries.venues import (
    VenueDetail,
    VenueLabel,
    VenueRow,
    group_labels,
    labels,
    list_venues,
    venue,
    visible,
)
from truyvet.venues.queries.visits import PersonVisit, visits_of

__all__ = [
    "PersonVisit",
    "VenueDetail",
    "VenueLabel",
    "VenueRow",
    "first_kept",
    "group_labels",
    "labels",
    "list_venues",
    "roster_rows",
    "venue",
    "venue_rows",
    "visible",
    "visit_rows",
    "visits_of",
    "visits_of_persons",
]
