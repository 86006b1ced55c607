"""Which visits of a case may be told of, and whom a notice would be for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_for_trace, standing_cases
from truyvet.cases.queries.case_file import CaseFile, case_file
from truyvet.cases.queries.trace_input import IndexCase
from truyvet.investigations.queries.venue_exposures import venue_exposures
from truyvet.notices.models import Notice
from truyvet.notices.rules.notice import NoticeAbsent, NoticeKind, PresenceSpan, spans_within
from truyvet.people.queries import root_persons
from truyvet.tracing.contact_definition import load_definition
from truyvet.tracing.infectious_window import infectious_windows
from truyvet.venues.queries import visits_of, visits_of_persons
from truyvet.venues.queries.presences import presences
from truyvet.venues.queries.visits import PersonVisit

LOOK_BACK: Final = timedelta(days=21)
"""As long as visits are kept: of an older case there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class CaseVisit:
    """A visit of a case within the time in which it could infect. ``end`` is supposed where no check-out is known."""

    visit: PersonVisit
    end: int


def case_visits(scope: Scope, code: str) -> tuple[CaseFile, tuple[CaseVisit, ...]]:
    """Returns a case and its visits within its infectious window, earliest first. Raises NoticeAbsent. Five statements."""
    found = case_file(require_scope(scope), code)
    if found is None:
        raise NoticeAbsent
    index = next(iter(cases_for_trace(scope, disease=found.disease, codes=[code])), None)
    if index is None:
        return found, ()
    ((first, last),) = _windows([index])
    definition = load_definition()
    rows = visits_of(replace(scope, purpose=f"case:{code}"), found.person_id, until=last)
    ends = ((row, row.check_out if row.check_out is not None else row.check_in + definition.stay_of(row.kind)) for row in rows)
    return found, tuple(CaseVisit(row, end) for row, end in ends if end > max(first, row.check_in))


def persons_to_tell(scope: Scope, case: CaseFile, venue_id: int, kind: NoticeKind, start: int, end: int) -> dict[int, PresenceSpan]:
    """Returns whom a notice of this kind is for, each human being once and never the case. At most four statements.

    Whoever decides on the case decides for all who were there, wherever the venue lies: a correction by somebody who does not look after
    the venue's commune would otherwise tell everybody that they are not concerned.
    """
    system = Scope.system("notices", require_scope(scope).on)
    if kind is NoticeKind.VENUE:
        rows = list(presences(system, venue_id, start, end, load_definition().stay_of))
    else:
        rows = list(venue_exposures(system, case.id, case.person_id, venue_id))
    roots = root_persons(system, {case.person_id, *(person for person, _, _ in rows)})
    return spans_within(((roots[person], first, last) for person, first, last in rows), start, end, {roots[case.person_id]})


def undecided_cases(scope: Scope, now: datetime) -> tuple[str, ...]:
    """Returns codes of confirmed cases with a visit in their window of which nothing was decided, oldest first. Three statements."""
    reader = require_scope(scope)
    cases = cases_for_trace(reader)
    since = (now - LOOK_BACK).timestamp()
    recent = [(row, first, last) for row, (first, last) in zip(cases, _windows(cases), strict=True) if last >= since]
    return _codes(reader, recent) if recent else ()


def _codes(scope: Scope, cases: Collection[tuple[IndexCase, int, int]]) -> tuple[str, ...]:
    decided = set(Notice.objects.values_list("case_id", "venue_id", "visit_start"))
    open_codes = dict(standing_cases(scope).order_by("created_at", "pk").values_list("pk", "code"))
    windows = {row.person_id: (row.case_id, first, last) for row, first, last in cases if row.case_id in open_codes}
    seen = set()
    for person, venue, check_in, check_out in visits_of_persons(scope, windows):
        case, first, last = windows[person]
        # A visit without a check-out is told of too; here it ends where it began.
        if check_in <= last and check_out >= first and (case, venue, check_in) not in decided:
            seen.add(case)
    return tuple(code for pk, code in open_codes.items() if pk in seen)


def _windows(cases: Sequence[IndexCase]) -> list[tuple[int, int]]:
    onset, sample, first, last = np.array([row[2:] for row in cases], np.int64).reshape(-1, 4).T
    starts, ends = infectious_windows(onset, sample, first, last, load_definition())
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
