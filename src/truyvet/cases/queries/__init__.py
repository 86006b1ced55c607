"""Reads of the cases room; the first argument of each is who reads."""

from truyvet.cases.queries.case_file import (
    CaseFile,
    ResultRow,
    case_file,
    codes_that_open_names,
    may_open_names,
    purpose_of_case,
)
from truyvet.cases.queries.case_list import CaseCounts, CaseFilter, CaseRow, count_cases, list_cases
from truyvet.cases.queries.case_lookups import codes_of, is_case_recorded, known_cases, standing_cases, standing_persons, visible_codes
from truyvet.cases.queries.cases_in_scope import cases_in_scope, unconfirmed_results
from truyvet.cases.queries.isolated_persons import isolated_persons
from truyvet.cases.queries.trace_input import IndexCase, cases_for_trace

__all__ = [
    "CaseCounts",
    "CaseFile",
    "CaseFilter",
    "CaseRow",
    "IndexCase",
    "ResultRow",
    "case_file",
    "cases_for_trace",
    "cases_in_scope",
    "codes_of",
    "codes_that_open_names",
    "count_cases",
    "is_case_recorded",
    "isolated_persons",
    "known_cases",
    "list_cases",
    "may_open_names",
    "purpose_of_case",
    "standing_cases",
    "standing_persons",
    "unconfirmed_results",
    "visible_codes",
]
