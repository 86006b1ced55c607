"""Changes of the venues room: each one transaction and one audit row."""

from truyvet.venues.actions.bulk import BULK, Counted, VisitLine, add_visits
from truyvet.venues.actions.keeping import change_hours, claim, close_zone, end_posting, invite_guard, keep_venue, keep_zone
from truyvet.venues.actions.listing import read_day
from truyvet.venues.actions.posting import add_entrance, replace_entrance
from truyvet.venues.actions.purging import (
    Purged,
    purge_entrances,
    purge_exits,
    purge_postings,
    purge_reports,
    purge_rosters,
    purge_scans,
    purge_visits,
)
from truyvet.venues.actions.registering import NewVenue, RegisteredVenue, add_zone, register_venue
from truyvet.venues.actions.reporting import confirm_venue, handle_reports, report_code
from truyvet.venues.actions.rosters import RosterSet, set_roster
from truyvet.venues.actions.scanning import Answer, Scan, check_in, check_out
from truyvet.venues.actions.visiting import enter, leave

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
    "add_entrance",
    "add_visits",
    "add_zone",
    "change_hours",
    "check_in",
    "check_out",
    "claim",
    "close_zone",
    "confirm_venue",
    "end_posting",
    "enter",
    "handle_reports",
    "invite_guard",
    "keep_venue",
    "keep_zone",
    "leave",
    "purge_entrances",
    "purge_exits",
    "purge_postings",
    "purge_reports",
    "purge_rosters",
    "purge_scans",
    "purge_visits",
    "read_day",
    "register_venue",
    "replace_entrance",
    "report_code",
    "set_roster",
]
