"""Reads of this room."""

from truyvet.investigations.queries.contacts import ContactFilter, ContactPage, ContactRow, EvidenceRow, contact, contact_page, evidence
from truyvet.investigations.queries.earlier import EarlierCase, earlier_cases
from truyvet.investigations.queries.graph import Graph, graph
from truyvet.investigations.queries.persons import known
from truyvet.investigations.queries.residents import ResidentRow, Residents, residents
from truyvet.investigations.queries.runs import RunFile, latest_runs, reachable_contact, run, runs_of_case
from truyvet.investigations.queries.shared import SharedPlace, shared_places
from truyvet.investigations.queries.versus import Difference, versus
from truyvet.investigations.queries.waiting import WaitingRun, waiting_runs

__all__ = [
    "ContactFilter",
    "ContactPage",
    "ContactRow",
    "Difference",
    "EarlierCase",
    "EvidenceRow",
    "Graph",
    "ResidentRow",
    "Residents",
    "RunFile",
    "SharedPlace",
    "WaitingRun",
    "contact",
    "contact_page",
    "earlier_cases",
    "evidence",
    "graph",
    "known",
    "latest_runs",
    "reachable_contact",
    "residents",
    "run",
    "runs_of_case",
    "shared_places",
    "versus",
    "waiting_runs",
]
