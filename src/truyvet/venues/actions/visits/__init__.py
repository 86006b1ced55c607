"""Visits are written here and nowhere else: by gates, by visitors themselves, and by imports, through one pipeline."""

from truyvet.venues.actions.visits.check_ins import VisitorScan, check_in, check_in_now, check_out, check_out_now
from truyvet.venues.actions.visits.gate_scans import record_gate_scans
from truyvet.venues.actions.visits.struck_visits import strike_visits
from truyvet.venues.actions.visits.visit_import import MAX_VISITS_PER_BATCH, VisitCounts, VisitLine, add_visits

__all__ = [
    "MAX_VISITS_PER_BATCH",
    "VisitCounts",
    "VisitLine",
    "VisitorScan",
    "add_visits",
    "check_in",
    "check_in_now",
    "check_out",
    "check_out_now",
    "record_gate_scans",
    "strike_visits",
]
