"""The sources of one generation and the window in which each may have passed the disease on. Works on whole columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.infectious_window import infectious_windows
from truyvet.tracing.records import MISSING, CaseColumns, Ints, IsolationColumns
from truyvet.tracing.stays import NO_BOUND, local_days


@dataclass(frozen=True, slots=True)
class SourceColumns:
    """Persons who may have passed it on, one generation's worth. Shape (n,)."""

    person: Ints
    start: Ints
    end: Ints
    day_zero: Ints
    """Local day from which infectiousness is counted."""
    score: NDArray[np.float64]
    are_cases: bool


def case_sources(cases: CaseColumns, isolations: IsolationColumns, definition: ContactDefinition, as_of: int) -> SourceColumns:
    """The cases with their windows, cut by isolation and as-of."""
    start, end = infectious_windows(cases.onset, cases.sample, cases.infectious_from, cases.infectious_until, definition)
    day_zero_at = np.where(cases.onset != MISSING, cases.onset, cases.sample)
    zero = np.where(day_zero_at != MISSING, day_zero_at, start + definition.infectious_before_onset)
    return _cut(cases.person, start, end, zero, np.ones(cases.person.size), isolations, as_of, are_cases=True)


def contact_sources(
    person: Ints, first: Ints, score: NDArray[np.float64], isolations: IsolationColumns, definition: ContactDefinition, as_of: int
) -> SourceColumns:
    """Contacts as sources of the next generation, from some time after their first exposure on."""
    start = first + definition.second_latent
    zero = start + definition.infectious_before_onset
    return _cut(person, start, np.full(person.size, as_of), zero, score, isolations, as_of, are_cases=False)


def _cut(
    person: Ints,
    start: Ints,
    end: Ints,
    zero: Ints,
    score: NDArray[np.float64],
    isolations: IsolationColumns,
    as_of: int,
    *,
    are_cases: bool,
) -> SourceColumns:
    order = np.lexsort((isolations.isolated_at, isolations.person))
    # One number a row keeps (person, time) in order: every time lies between −2³² and 2³³.
    keys = (isolations.person[order] << 34) + isolations.isolated_at[order] + 2**32
    found = np.searchsorted(keys, (person << 34) + start + 2**32, "left")
    people = np.append(isolations.person[order], MISSING)
    times = np.append(isolations.isolated_at[order], NO_BOUND)
    isolated = np.where(people[found] == person, times[found], NO_BOUND)
    return SourceColumns(person, start, np.minimum(np.minimum(end, isolated), as_of), local_days(zero), score, are_cases)
