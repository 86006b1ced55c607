"""Cases as a trace wants them: row ids and whole epoch seconds, no names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from truyvet.audit.values import Scope
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import COVID, SOURCE_STATES, CaseState

MISSING: Final = -1
"""As in tracing/records.py: no value."""


class IndexCase(NamedTuple):
    """One source. Times in epoch seconds, MISSING where unknown."""

    case_id: int
    person_id: int
    onset: int
    sample: int
    infectious_from: int
    infectious_until: int


def cases_for_trace(scope: Scope, *, disease: str = COVID, codes: Collection[str] | None = None) -> tuple[IndexCase, ...]:
    """Returns confirmed cases (also recovered and died) of a disease, each person once (their newest case), in one query.

    With ``codes``: those cases, suspected ones too (a run of such a case opens no name), never discarded ones.

    Merged persons are not resolved here: ask ``people.queries.root_persons``.
    """
    found = cases_in_scope(scope).filter(disease=disease, state__in=[state.value for state in SOURCE_STATES])
    if codes is not None:
        found = cases_in_scope(scope).filter(code__in=codes).exclude(state=CaseState.DISCARDED.value)
    rows = found.order_by("created_at", "pk").values_list("pk", "person_id", "onset_at", "sample_at", "infectious_from", "infectious_until")
    newest = {
        person: IndexCase(pk, person, _seconds(onset), _seconds(sample), _seconds(start), _seconds(end))
        for pk, person, onset, sample, start, end in rows
    }
    return tuple(newest.values())


def _seconds(moment: datetime | None) -> int:
    return MISSING if moment is None else int(moment.timestamp())
