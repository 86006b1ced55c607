"""Reads of the cases room; the first argument of each is who reads."""

from truyvet.cases.queries.known import codes_of, known_cases, standing_cases, visible_codes
from truyvet.cases.queries.lists import CaseFilter, CasePage, CaseRow, Counts, counts, list_cases
from truyvet.cases.queries.one import (
    CaseFile,
    IsolationRow,
    ResultRow,
    case,
    isolations_of_person,
    names_open,
    purposes_open,
)
from truyvet.cases.queries.tracing import TracingCase, TracingCases, cases_for_tracing
from truyvet.cases.queries.visible import awaiting_results, visible, visible_isolations

__all__ = [
    "CaseFile",
    "CaseFilter",
    "CasePage",
    "CaseRow",
    "Counts",
    "IsolationRow",
    "ResultRow",
    "TracingCase",
    "TracingCases",
    "awaiting_results",
    "case",
    "cases_for_tracing",
    "codes_of",
    "counts",
    "isolations_of_person",
    "known_cases",
    "list_cases",
    "names_open",
    "purposes_open",
    "standing_cases",
    "visible",
    "visible_codes",
    "visible_isolations",
]
