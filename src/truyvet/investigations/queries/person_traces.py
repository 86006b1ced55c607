"""What this room knows of one person, for their page and their own copy: runs, decisions, being named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import visible_codes
from truyvet.investigations.models import Decision, Interview, NamedContact, RunContact
from truyvet.investigations.queries.runs import in_reach
from truyvet.investigations.rules.interviews import InterviewState
from truyvet.investigations.rules.runs import ContactVerdict
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class RunOfPerson:
    """The person is a contact in a run; ``last`` in epoch seconds."""

    run: str
    case: str
    at: datetime
    generation: int
    last: int
    seconds: int


@dataclass(frozen=True, slots=True)
class DecisionOnPerson:
    """What was found out about the person as a contact."""

    run: str
    case: str
    at: datetime
    verdict: ContactVerdict


@dataclass(frozen=True, slots=True)
class NamingOfPerson:
    """The person was named in an interview; ``last`` is when they last met, epoch seconds."""

    case: str
    at: datetime
    last: int


@dataclass(frozen=True, slots=True)
class PersonTraces:
    """All of it, newest first."""

    runs: tuple[RunOfPerson, ...] = ()
    decisions: tuple[DecisionOnPerson, ...] = ()
    named: tuple[NamingOfPerson, ...] = ()


def person_traces(scope: Scope, person_id: int) -> PersonTraces:
    """What runs and interviews of cases within the scope say of a person within the scope; four queries."""
    reader = require_scope(scope)
    contacts = list(
        RunContact.objects.filter(in_reach(reader), person_id=person_id)
        .order_by("-run__created_at")
        .values_list("run__code", "run__case__code", "run__codes", "run__finished_at", "run__created_at", "generation", "last", "seconds")
    )
    decisions = list(
        Decision.objects.filter(in_reach(reader), person_id=person_id)
        .order_by("-at")
        .values_list("run__code", "case__code", "run__codes", "at", "verdict")
    )
    rows = NamedContact.objects.filter(within(reader, "contact__commune__path"), contact_id=person_id)
    rows = rows.filter(interview__state=InterviewState.FINAL.value).order_by("-interview__at")
    named = list(rows.values_list("interview__case__code", "interview__at", "last_contact"))
    wanted = {code for row in contacts for code in row[2]} | {code for row in decisions for code in row[2]} | {row[0] for row in named}
    seen = visible_codes(reader, wanted) if wanted else set()
    return PersonTraces(
        tuple(
            RunOfPerson(run, case, finished or created, generation, last, seconds)
            for run, case, codes, finished, created, generation, last, seconds in contacts
            if seen.issuperset(codes)
        ),
        tuple(
            DecisionOnPerson(run, case, at, ContactVerdict(verdict))
            for run, case, codes, at, verdict in decisions
            if seen.issuperset(codes)
        ),
        tuple(NamingOfPerson(case, at, last) for case, at, last in named if case in seen),
    )


def is_interview_recorded(scope: Scope, event_id: UUID) -> bool:
    """Whether an interview of this event is kept already, of a case within the scope."""
    reader = require_scope(scope)
    codes = set(Interview.objects.filter(event_id=event_id, version__gt=0).values_list("case__code", flat=True))
    return bool(codes and visible_codes(reader, codes))
