"""Changes of the venues room: each one transaction and one audit row."""

from truyvet.venues.actions.code_reports import confirm_venue, handle_reports, report_code
from truyvet.venues.actions.day_log import read_day_log
from truyvet.venues.actions.entrances import add_entrance, replace_entrance
from truyvet.venues.actions.keeper import (
    accept_postings,
    add_own_zone,
    change_hours,
    close_zone,
    end_posting,
    invite_guard,
    register_own_venue,
)
from truyvet.venues.actions.retention import (
    purge_check_outs,
    purge_entrances,
    purge_postings,
    purge_reports,
    purge_rosters,
    purge_scans,
    purge_visits,
)
from truyvet.venues.actions.rosters import RosterChange, set_roster
from truyvet.venues.actions.venues import NewVenue, RegisteredVenue, add_zone, register_venue
from truyvet.venues.actions.visits import (
    MAX_VISITS_PER_BATCH,
    VisitCounts,
    VisitLine,
    VisitorScan,
    add_visits,
    check_in,
    check_in_now,
    check_out,
    check_out_now,
    strike_visits,
)

__all__ = [
    "MAX_VISITS_PER_BATCH",
    "NewVenue",
    "RegisteredVenue",
    "RosterChange",
    "VisitCounts",
    "VisitLine",
    "VisitorScan",
    "accept_postings",
    "add_entrance",
    "add_own_zone",
    "add_visits",
    "add_zone",
    "change_hours",
    "check_in",
    "check_in_now",
    "check_out",
    "check_out_now",
    "close_zone",
    "confirm_venue",
    "end_posting",
    "handle_reports",
    "invite_guard",
    "purge_check_outs",
    "purge_entrances",
    "purge_postings",
    "purge_reports",
    "purge_rosters",
    "purge_scans",
    "purge_visits",
    "read_day_log",
    "register_own_venue",
    "register_venue",
    "replace_entrance",
    "report_code",
    "set_roster",
    "strike_visits",
]
