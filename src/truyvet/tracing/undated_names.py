"""Named contacts of whom nobody knows the day: named by a case they count, as if met when its window began."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from truyvet.tracing.calendar import LAST
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.records import MISSING, Ints, IsolationColumns, TraceRecords, column
from truyvet.tracing.sources import case_sources
from truyvet.tracing.stays import unique_rows


@dataclass(frozen=True, slots=True)
class UndatedNames:
    """``pairs``: source and contact of the names without a day that count; ``unused``: who named without a day and is no case."""

    pairs: frozenset[tuple[int, int]]
    unused: Ints


def date_undated_names(records: TraceRecords, definition: ContactDefinition) -> tuple[TraceRecords, UndatedNames]:
    """Returns the records with a day for each name that has none (MISSING), and which these were.

    The day is the start of the window of the case that named; who is named by a contact is left out, and so is a name without a day
    beside one with it, which says no more.
    """
    named = records.named
    if named is None or not (named.last_contact == MISSING).any():
        return records, UndatedNames(frozenset(), column())
    starts = np.full(records.persons, MISSING)
    windows = case_sources(records.cases, IsolationColumns(), definition, LAST)
    starts[windows.person] = windows.start
    undated = named.last_contact == MISSING
    is_of_case = starts[named.source] != MISSING
    pair = named.source * records.persons + named.contact
    counts = undated & is_of_case & ~np.isin(pair, pair[~undated])
    at = np.where(counts, np.maximum(starts[named.source], 0), named.last_contact)
    kept = np.flatnonzero(~undated | counts)
    kept = kept[np.sort(unique_rows(pair[kept], at[kept]))]
    dated = replace(named, **{name: getattr(named, name)[kept] for name in ("source", "contact", "is_judged")}, last_contact=at[kept])
    pairs = zip(named.source[counts].tolist(), named.contact[counts].tolist(), strict=True)
    return replace(records, named=dated), UndatedNames(frozenset(pairs), named.source[undated & ~is_of_case])
