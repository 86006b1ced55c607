"""The days of a case that an interview asks about: when it could infect others, and when it may have been infected itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import CaseFile
from truyvet.investigations.queries.shared_places import INCUBATION_S
from truyvet.investigations.rules.interviews import assumed_meeting
from truyvet.isolation.queries import isolations_of_person
from truyvet.tracing.contact_definition import load_definition
from truyvet.venues.queries import first_kept


@dataclass(frozen=True, slots=True)
class InterviewWindow:
    """Epoch seconds: ``infectious`` from when until when; ``first`` and ``last`` bound all that is asked about."""

    infectious: tuple[int, int]
    first: int
    last: int


def interview_window(scope: Scope, case: CaseFile, now: datetime) -> InterviewWindow:
    """Returns the days to ask about; none before the first day of which visits are kept, and none ahead."""
    reader = require_scope(scope)
    dates, definition, at = case.dates, load_definition(), int(now.timestamp())
    zero = int((dates.onset_at or dates.sample_at or case.created_at).timestamp())
    before = definition.infectious_before_onset if dates.onset_at else definition.infectious_before_sample
    start, end = zero - before, zero + definition.infectious_after
    if dates.infectious_from is not None and dates.infectious_until is not None:
        start, end = int(dates.infectious_from.timestamp()), int(dates.infectious_until.timestamp())
    last = min(at, end)
    return InterviewWindow((start, end), min(max(zero - INCUBATION_S, first_kept(reader, now)), last), last)


def last_infectious_moment(scope: Scope, case: CaseFile, now: datetime) -> int:
    """Returns when a contact counts as met of whom nobody remembers the day (rules.interviews.assumed_meeting)."""
    reader = require_scope(scope)
    start, end = interview_window(reader, case, now).infectious
    isolated = [int(row.starts_at.timestamp()) for row in isolations_of_person(reader, case.person_id)]
    return assumed_meeting(start, end, isolated, int(now.timestamp()))
