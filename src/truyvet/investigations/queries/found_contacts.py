"""What finished traces found, for the room that follows contacts: each with the cases that it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_in_scope, codes_that_open_names, standing_cases
from truyvet.investigations.models import Decision, Run, RunContact, RunExposure
from truyvet.investigations.rules.runs import HIGH_SCORE, ContactVerdict, RunState
from truyvet.people.queries import root_persons
from truyvet.tracing.answer import GROUP, NAMED


@dataclass(frozen=True, slots=True)
class StandingRun:
    """The newest finished run of a case, all of whose cases two persons stand for."""

    id: int
    code: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact of one case. ``last``: end of the last exposure, epoch seconds. ``is_high``: near, with a high score."""

    person_id: int
    case_id: int
    generation: int
    last: int
    score: float
    is_named: bool
    is_household: bool
    is_high: bool


def standing_runs(scope: Scope) -> tuple[StandingRun, ...]:
    """Returns the newest finished run of each case, among those all of whose cases stand; three statements."""
    reader = require_scope(scope)
    runs = list(
        Run.objects.filter(state=RunState.DONE.value, case_id__in=standing_cases(reader))
        .order_by("created_at", "pk")
        .values_list("pk", "case_id", "codes", "code", "finished_at", "created_at")
    )
    several = {code for _, _, codes, *_ in runs if len(codes) > 1 for code in codes}
    stand = codes_that_open_names(reader, several) if several else frozenset()
    newest = {
        case: StandingRun(pk, code, at or asked) for pk, case, codes, code, at, asked in runs if len(codes) == 1 or stand.issuperset(codes)
    }
    return tuple(newest.values())


def found_contacts(scope: Scope, run_id: int) -> tuple[FoundContact, ...]:
    """Returns a run's contacts, one row for each case that it comes from, nearest first. Three statements."""
    reader = require_scope(scope)
    codes, filed_under = Run.objects.values_list("codes", "case_id").get(pk=run_id)
    people = dict(cases_in_scope(reader).filter(code__in=codes).values_list("person_id", "pk"))
    roots = root_persons(reader, people)
    case_of = {roots[person]: case for person, case in people.items()}
    sources: dict[int, set[int]] = defaultdict(set)
    home: set[tuple[int, int]] = set()
    for person, source, kind, place in RunExposure.objects.filter(run_id=run_id, is_link=False).values_list(
        "person_id", "source_id", "kind", "place"
    ):
        sources[person].add(source)
        # Groups are numbered so that households are the even ones (run_input.HouseRecords).
        if kind == GROUP and place % 2 == 0:
            home.add((person, source))
    rows = RunContact.objects.filter(run_id=run_id).order_by("generation", "rank")
    cases_of: dict[int, frozenset[int]] = {person: frozenset({case}) for person, case in case_of.items()}
    found = []
    for person, generation, last, score, via in rows.values_list("person_id", "generation", "last", "score", "via"):
        # Of the farthest generation only counts are kept: those stand under the case that was traced.
        cases_of[person] = frozenset().union(*(cases_of.get(source, frozenset()) for source in sources[person])) or frozenset({filed_under})
        is_home = generation == 1 and any((person, source) in home for source in case_of)
        found += [
            FoundContact(
                person, case, generation, last, score, generation == 1 and bool(via & 1 << NAMED), is_home,
                generation == 1 and score >= HIGH_SCORE,
            )
            for case in sorted(cases_of[person])
        ]  # fmt: skip
    return tuple(found)


def has_new_decisions(scope: Scope, since: int) -> bool:
    """Returns whether a tracer decided or noted something with ``change`` ≥ ``since``."""
    require_scope(scope)
    return Decision.objects.filter(change__gte=since).exists()


def new_verdicts(scope: Scope, since: int) -> Mapping[tuple[int, int], tuple[ContactVerdict, str]]:
    """Returns the newest verdict and its reason by (case, person), of those decided with ``change`` ≥ ``since``."""
    require_scope(scope)
    rows = Decision.objects.filter(change__gte=since).exclude(verdict=ContactVerdict.UNREACHED.value).order_by("at", "pk")
    return {(row.case_id, row.person_id): (ContactVerdict(row.verdict), row.reason) for row in rows}


@dataclass(frozen=True, slots=True)
class UnansweredCall:
    """A tracer's note that a contact could not be reached: an attempt, and no verdict."""

    event_id: UUID
    person_id: int
    staff_id: int | None
    at: datetime
    reason: str


def unanswered_calls(scope: Scope, since: int) -> tuple[UnansweredCall, ...]:
    """Returns the calls of tracers that nobody answered, written with ``change`` ≥ ``since``, oldest first."""
    require_scope(scope)
    rows = Decision.objects.filter(change__gte=since, verdict=ContactVerdict.UNREACHED.value).order_by("at", "pk")
    return tuple(UnansweredCall(row.event_id, row.person_id, row.staff_id, row.at, row.reason) for row in rows)
