"""Reads of this room."""

from truyvet.investigations.queries.contact_graph import ContactGraph, contact_graph
from truyvet.investigations.queries.contacts import ContactFilter, ContactPage, EvidenceRow, RunContactRow, contact, contact_page, evidence
from truyvet.investigations.queries.earlier_cases import EarlierCase, earlier_cases
from truyvet.investigations.queries.person_traces import person_traces
from truyvet.investigations.queries.residents import ResidentRow, Residents, residents
from truyvet.investigations.queries.run_difference import RunDifference, run_difference
from truyvet.investigations.queries.runs import RunFile, latest_runs, reachable_contact, run, runs_of_case
from truyvet.investigations.queries.shared_places import SharedPlace, shared_places
from truyvet.investigations.queries.waiting_runs import WaitingRun, waiting_runs

__all__ = [
    "ContactFilter",
    "ContactGraph",
    "ContactPage",
    "EarlierCase",
    "EvidenceRow",
    "ResidentRow",
    "Residents",
    "RunContactRow",
    "RunDifference",
    "RunFile",
    "SharedPlace",
    "WaitingRun",
    "contact",
    "contact_graph",
    "contact_page",
    "earlier_cases",
    "evidence",
    "latest_runs",
    "person_traces",
    "reachable_contact",
    "residents",
    "run",
    "run_difference",
    "runs_of_case",
    "shared_places",
    "waiting_runs",
]
