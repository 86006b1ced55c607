"""Open a case: once for each event id, however often the entry arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import rules
from truyvet.cases.actions.case_codes import next_codes, province_letters
from truyvet.cases.models import Case, Result
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import (
    CaseDates,
    CaseProblem,
    CaseProblemReason,
    CaseRefused,
    CaseState,
    ResultMethod,
    ResultOutcome,
)
from truyvet.core.idempotency import IdempotencyConflict, conflict_raises, write_once
from truyvet.core.local_day import LocalDay
from truyvet.people import queries as people
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """A laboratory result as it is entered; the first of the two persons enters it."""

    reference: str
    method: ResultMethod
    outcome: ResultOutcome
    sampled_at: datetime


@dataclass(frozen=True, slots=True)
class NewCase:
    """A suspected case of a registered person. ``event_id`` is made by the client."""

    event_id: UUID
    person_id: int
    dates: CaseDates = field(default_factory=CaseDates)
    disease: str = rules.COVID
    reported_commune_id: int | None = None
    result: ResultEntry | None = None
    attached: tuple[str | datetime, ...] = ()
    """What a higher room writes together with the case: a part of the body by which a repeated event is known."""


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """The case that stands for the event; ``repeated`` when it was there already."""

    id: int
    code: str
    repeated: bool


def open_case(*, by: By, now: datetime, scope: Scope, entry: NewCase) -> OpenedCase:
    """Opens a suspected case. Raises CaseRefused with every problem, IdempotencyConflict for an event id used otherwise.

    A person outside the scope is refused as an unknown one, also when they have a case already.
    """
    require_scope(scope)
    problems = [problem for problem in check_new_case(entry, now) if not problem.warning]
    if problems:
        raise CaseRefused(*problems)
    hashed = new_case_hash(entry)

    def find() -> OpenedCase | None:
        known = Case.objects.filter(event_id=entry.event_id).first()
        return None if known is None else _again(known, entry.event_id, hashed)

    with conflict_raises(lambda: _refusal(scope, entry)):
        return write_once(find, lambda: _open(by, now, scope, entry, hashed))


def _refusal(scope: Scope, entry: NewCase) -> CaseRefused:
    """Returns why the case was not written: only what the scope may see."""
    if cases_in_scope(scope).filter(person_id=entry.person_id, disease=entry.disease).exists():
        return CaseRefused(CaseProblem(CaseProblemReason.ALREADY_OPEN, "person"))
    return CaseRefused(CaseProblem(CaseProblemReason.UNKNOWN_PERSON, "person"))


def check_new_case(entry: NewCase, now: datetime) -> tuple[CaseProblem, ...]:
    """Returns every problem of an entry, warnings among them."""
    result = entry.result
    return (
        *rules.check_dates(entry.dates, now),
        *(rules.check_result(result.reference, result.sampled_at, now) if result else ()),
    )


def new_case_hash(entry: NewCase) -> bytes:
    """Returns a hash of the entry's content, in 32 bytes."""
    dates, result = entry.dates, entry.result
    return rules.body_hash(
        entry.person_id, entry.disease, entry.reported_commune_id,
        dates.onset_at, dates.sample_at, dates.infectious_from, dates.infectious_until,
        *((result.reference, result.method.value, result.outcome.value, result.sampled_at) if result else (None,)),
        *(entry.attached or (None,)),
    )  # fmt: skip


def _again(known: Case, event_id: UUID, hashed: bytes) -> OpenedCase:
    if bytes(known.body_hash) != hashed:
        raise IdempotencyConflict(event_id)
    return OpenedCase(known.pk, known.code, repeated=True)


def _code(scope: Scope, now: datetime, entry: NewCase) -> str:
    """Returns the next code under the province that reports, or else where the person lives."""
    if entry.reported_commune_id is not None:
        units = places.units_by_id(scope, (entry.reported_commune_id,)).values()
        path = next((unit.path for unit in units), "")
    else:
        path = next((row.commune_path for row in people.masked_persons(scope, (entry.person_id,)).values()), "")
    return next_codes(province_letters(scope, path, LocalDay.of(now)), 1)[0]


def _open(by: By, now: datetime, scope: Scope, entry: NewCase, hashed: bytes) -> OpenedCase:
    dates, result = entry.dates, entry.result
    made = Case.objects.create(
        code=_code(scope, now, entry), event_id=entry.event_id, body_hash=hashed,
        person_id=entry.person_id, disease=entry.disease, state=CaseState.SUSPECTED.value,
        onset_at=dates.onset_at, sample_at=dates.sample_at or (result.sampled_at if result else None),
        infectious_from=dates.infectious_from, infectious_until=dates.infectious_until,
        reported_commune_id=entry.reported_commune_id, created_at=now,
    )  # fmt: skip
    if not cases_in_scope(scope).filter(pk=made.pk).exists():
        raise CaseRefused(CaseProblem(CaseProblemReason.UNKNOWN_PERSON, "person"))
    if result is not None:
        Result.objects.create(
            case=made, reference=result.reference.strip(), method=result.method.value, outcome=result.outcome.value,
            sampled_at=result.sampled_at, reported_by_id=by.staff, reported_at=now,
        )  # fmt: skip
    record(
        by=by, now=now, action="cases.open", subject=f"case:{made.code}",
        facts={"person": entry.person_id, "event": str(entry.event_id), "result": bool(result), "apart": bool(entry.attached)},
    )  # fmt: skip
    return OpenedCase(made.pk, made.code, repeated=False)
