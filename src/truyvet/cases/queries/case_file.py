"""One case with its results."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.models import Case, Result
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import SOURCE_STATES, CaseDates, CaseState, ResultMethod, ResultOutcome, opens_names


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A laboratory result; the two names are display names of staff, "" while nobody."""

    id: int
    reference: str
    method: ResultMethod
    outcome: ResultOutcome
    sampled_at: datetime
    reported_by: int | None
    reported_name: str
    reported_at: datetime
    confirmed_by: int | None
    confirmed_name: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a page of the case needs but the name."""

    id: int
    code: str
    disease: str
    state: CaseState
    version: int
    dates: CaseDates
    note: str
    created_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    person_id: int
    person_code: str
    birth_year: int | None
    gender: str
    commune: str
    commune_path: str
    results: tuple[ResultRow, ...]

    @property
    def names_open(self) -> bool:
        """Returns whether a result of this case opens names (rules.opens_names)."""
        return any(opens_names(self.state, row.outcome, row.reference, row.reported_by, row.confirmed_by) for row in self.results)

    @property
    def awaiting(self) -> tuple[ResultRow, ...]:
        """Returns positive results without a second person."""
        return tuple(row for row in self.results if row.outcome is ResultOutcome.POSITIVE and row.confirmed_by is None)


def case_file(scope: Scope, code: str) -> CaseFile | None:
    """Returns the case of this code within the scope, in two queries; None when there is none to be seen."""
    found = (
        cases_in_scope(scope)
        .filter(code=code)
        .annotate(
            person_code=F("person__code"),
            birth_year=F("person__birth_year"),
            gender=F("person__gender"),
            commune=Coalesce("person__commune__name", Value("")),
            commune_path=Coalesce("person__commune__path", Value("")),
        )
        .first()
    )
    if found is None:
        return None
    return CaseFile(
        id=found.pk, code=found.code, disease=found.disease, state=CaseState(found.state), version=found.version,
        dates=dates_of(found), note=found.note, created_at=found.created_at, confirmed_at=found.confirmed_at,
        closed_at=found.closed_at, person_id=found.person_id, person_code=found.person_code,
        birth_year=found.birth_year, gender=found.gender, commune=found.commune, commune_path=found.commune_path,
        results=_results(found.pk),
    )  # fmt: skip


def dates_of(case: Case) -> CaseDates:
    """Returns the moments of a case row as a value."""
    return CaseDates(case.onset_at, case.sample_at, case.infectious_from, case.infectious_until)


def _results(case_id: int) -> tuple[ResultRow, ...]:
    rows = (
        Result.objects.filter(case_id=case_id)
        .order_by("sampled_at", "pk")
        .values_list(
            "pk", "reference", "method", "outcome", "sampled_at", "reported_by", "reported_by__display",
            "reported_at", "confirmed_by", "confirmed_by__display", "confirmed_at",
        )
    )  # fmt: skip
    return tuple(
        ResultRow(
            pk,
            ref,
            ResultMethod(how),
            ResultOutcome(outcome),
            sampled,
            first,
            first_name or "",
            at,
            second,
            second_name or "",
            seen,
        )
        for pk, ref, how, outcome, sampled, first, first_name, at, second, second_name, seen in rows
    )


def may_open_names(scope: Scope, code: str) -> bool:
    """Returns whether names may be opened for this case: it stands, and two persons stand for a positive result of it."""
    return code in codes_that_open_names(scope, (code,))


def codes_that_open_names(scope: Scope, codes: Collection[str]) -> frozenset[str]:
    """Returns those of ``codes`` within the scope for which names may be opened."""
    found = Result.objects.filter(
        case__in=cases_in_scope(scope).filter(code__in=codes, state__in=[state.value for state in SOURCE_STATES]).values("pk"),
        outcome=ResultOutcome.POSITIVE.value,
        confirmed_by__isnull=False,
        reported_by__isnull=False,
    ).exclude(confirmed_by=F("reported_by"))
    return frozenset(found.exclude(reference="").values_list("case__code", flat=True))


def purpose_of_case(scope: Scope, case: CaseFile) -> str:
    """Returns for what somebody is looked up because of this case: "case:" opens more when two persons stand for it, "suspected:" less."""
    require_scope(scope)
    return f"{'case' if case.names_open else 'suspected'}:{case.code}"


def work_purpose(scope: object, code: str) -> str:
    """Returns the purpose that a case's code within the scope stands for, "" when there is none (see people.work)."""
    found = case_file(require_scope(scope), code)
    return purpose_of_case(require_scope(scope), found) if found is not None else ""
