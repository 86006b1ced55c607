"""Reads of this room."""

from truyvet.investigations.queries.contacts import ContactFilter, ContactPage, ContactRow, EvidenceRow, contact, contact_page, evidence
from truyvet.investigations.queries.graph import Graph, graph
from truyvet.investigations.queries.residents import ResidentRow, residents
from truyvet.investigations.queries.runs import RunFile, latest_runs, reachable_contact, run, runs_of_case
from truyvet.investigations.queries.shared import SharedPlace, shared_places
from truyvet.investigations.queries.versus import Difference, versus

__all__ = [
    "ContactFilter", "ContactPage", "ContactRow", "Difference", "EvidenceRow", "Graph", "ResidentRow", "RunFile", "SharedPlace", "contact",
    "contact_page", "evidence", "graph", "latest_runs", "reachable_contact", "residents", "run", "runs_of_case", "shared_places", "versus",
]  # fmt: skip
