"""Reads of this room."""

from truyvet.investigations.queries.contact_graph import ContactGraph, contact_graph
from truyvet.investigations.queries.contacts import ContactFilter, ContactPage, EvidenceRow, RunContactRow, contact, contact_page, evidence
from truyvet.investigations.queries.earlier_cases import EarlierCase, earlier_cases
from truyvet.investigations.queries.found_contacts import (
    FoundContact,
    StandingRun,
    UnansweredCall,
    found_contacts,
    has_new_decisions,
    new_verdicts,
    standing_runs,
    unanswered_calls,
)
from truyvet.investigations.queries.person_traces import person_traces
from truyvet.investigations.queries.run_difference import RunDifference, run_difference
from truyvet.investigations.queries.runs import RunFile, latest_runs, reachable_contact, run, runs_of_case
from truyvet.investigations.queries.shared_places import SharedPlace, shared_places
from truyvet.investigations.queries.waiting_runs import CasesToWorkOn, FailedRun, failed_runs, uninterviewed_cases, untraced_cases

__all__ = [
    "CasesToWorkOn",
    "ContactFilter",
    "ContactGraph",
    "ContactPage",
    "EarlierCase",
    "EvidenceRow",
    "FailedRun",
    "FoundContact",
    "RunContactRow",
    "RunDifference",
    "RunFile",
    "SharedPlace",
    "StandingRun",
    "UnansweredCall",
    "contact",
    "contact_graph",
    "contact_page",
    "earlier_cases",
    "evidence",
    "failed_runs",
    "found_contacts",
    "has_new_decisions",
    "latest_runs",
    "new_verdicts",
    "person_traces",
    "reachable_contact",
    "run",
    "run_difference",
    "runs_of_case",
    "shared_places",
    "standing_runs",
    "unanswered_calls",
    "uninterviewed_cases",
    "untraced_cases",
]
