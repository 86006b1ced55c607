"""Changes of the venues room: each one transaction and one audit row."""

from truyvet.venues.actions.bulk import BULK, Counted, VisitLine, add_visits
from truyvet.venues.actions.purging import Purged, purge_exits, purge_rosters, purge_visits
from truyvet.venues.actions.registering import NewVenue, RegisteredVenue, add_zone, register_venue
from truyvet.venues.actions.rosters import RosterSet, set_roster
from truyvet.venues.actions.scanning import Answer, Scan, check_in, check_out

__all__ = [
    "BULK",
    "Answer",
    "Counted",
    "NewVenue",
    "Purged",
    "RegisteredVenue",
    "RosterSet",
    "Scan",
    "VisitLine",
    "add_visits",
    "add_zone",
    "check_in",
    "check_out",
    "purge_exits",
    "purge_rosters",
    "purge_visits",
    "register_venue",
    "set_roster",
]
