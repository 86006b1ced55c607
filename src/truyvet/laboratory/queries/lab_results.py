"""Results of persons, for pages and for the rooms above."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries.cases_in_scope import open_cases_of
from truyvet.cases.rules import COVID
from truyvet.core.pagination import ListPage, list_page
from truyvet.laboratory.models import LabResult, Sample, UnresolvedResult
from truyvet.laboratory.queries.tests_in_scope import results_in_scope, samples_in_scope
from truyvet.laboratory.rules.results import LabMethod, LabOutcome
from truyvet.people.queries.merges import merged_entries, root_persons
from truyvet.people.queries.persons_in_scope import chunks
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class LabResultRow:
    """A result of one person's sample; of a pool it has the pool's code and time, and person 0.

    ``is_corrected``: another row stands in its place, ``note``: why this one does; ``pool``: the code of the negative pool that it comes
    from; ``staff``: who entered it.
    """

    id: int
    person_id: int
    sample: str
    outcome: LabOutcome
    method: LabMethod
    ct: float | None
    reference: str
    laboratory: str
    taken_at: datetime
    reported_at: datetime
    received_at: datetime
    pool: str
    staff: str
    note: str
    is_corrected: bool
    replaces: int | None
    change: int


def results_of(scope: Scope, person_ids: Collection[int]) -> dict[int, tuple[LabResultRow, ...]]:
    """Returns all results of these persons within the scope, corrected ones among them, by person, in the order of reporting.

    Results of entries that were merged are those of one person, whichever entry is asked for. Two queries for 10,000 persons.
    """
    require_scope(scope)
    roots = root_persons(scope)
    asked: dict[int, list[int]] = {}
    for person in set(person_ids):
        asked.setdefault(roots.get(person, person), []).append(person)
    entries = {*asked, *person_ids, *(entry for entry, root in roots.items() if root in asked)}
    found: dict[int, list[LabResultRow]] = {}
    for part in chunks(entries):
        rows = results_in_scope(scope).filter(sample__order__person_id__in=part)
        for row in result_rows(scope, rows):
            for person in asked[roots.get(row.person_id, row.person_id)]:
                found.setdefault(person, []).append(row)
    return {person: tuple(sorted(rows, key=lambda row: (row.reported_at, row.id))) for person, rows in found.items()}


def results_of_sample(scope: Scope, code: str) -> tuple[LabResultRow, ...]:
    """Returns all results of one sample within the scope, in the order of reporting."""
    return result_rows(scope, results_in_scope(scope).filter(sample__code=code).order_by("reported_at", "pk"))


def changed_results(scope: Scope, after_change: int) -> tuple[LabResultRow, ...]:
    """Returns results within the scope that were written or corrected at or after this change number (core.cursor.reading_from)."""
    return result_rows(scope, results_in_scope(scope).filter(change__gte=after_change).order_by("change", "pk"))


def changed_positives(scope: Scope, after_change: int) -> tuple[LabResultRow, ...]:
    """Returns those of the changed results that are positive and that nobody corrected."""
    rows = results_in_scope(scope).filter(change__gte=after_change, outcome=LabOutcome.POSITIVE.value, replaced_by__isnull=True)
    return result_rows(scope, rows.order_by("change", "pk"))


def has_changed_results(scope: Scope, after_change: int) -> bool:
    """Returns whether there is anything that ``changed_results`` would give."""
    return results_in_scope(scope).filter(change__gte=after_change).exists()


def result_rows(scope: Scope, rows: QuerySet[LabResult]) -> tuple[LabResultRow, ...]:
    """Returns results as plain values, in one query."""
    require_scope(scope)
    read = rows.annotate(
        person=Coalesce("sample__order__person_id", 0), tube=Coalesce("sample__code", "pool__code"), pooled=F("pool__code"),
        taken=Coalesce("sample__taken_at", "pool__made_at"), maker=F("laboratory__name"), later=F("replaced_by__pk"),
        who=F("entered_by__display"),
    )  # fmt: skip
    return tuple(
        LabResultRow(
            row.pk, row.person, row.tube, LabOutcome(row.outcome), LabMethod(row.method), row.ct, row.reference, row.maker or "", row.taken,
            row.reported_at, row.received_at, (row.pooled or "") if row.sample_id else "", row.who or "", row.note, row.later is not None,
            row.replaces_id, row.change,
        )
        for row in read
    )  # fmt: skip


def contradictory_samples(scope: Scope) -> QuerySet[Sample]:
    """Returns the samples within the scope that stand as positive and as negative at once."""

    def stands(outcome: LabOutcome) -> Exists:
        return Exists(LabResult.objects.filter(sample=OuterRef("pk"), outcome=outcome.value, replaced_by__isnull=True))

    return samples_in_scope(scope).filter(stands(LabOutcome.POSITIVE), stands(LabOutcome.NEGATIVE))


def conflicts(scope: Scope, page: object = 1) -> ListPage[str]:
    """Returns the codes of these samples, newest first."""
    return list_page(contradictory_samples(scope).order_by("-change", "-pk").values_list("code", flat=True), page)


def unresolved_results(scope: Scope) -> QuerySet[UnresolvedResult]:
    """Returns results whose sample nobody knows: to readers of a whole province, and to those in whose units the laboratory lies."""
    reader = require_scope(scope)
    waiting = UnresolvedResult.objects.filter(resolved_at__isnull=True).select_related("laboratory").order_by("received_at", "pk")
    return waiting if reader.whole_province else waiting.filter(within(reader, "laboratory__unit__path"))


def open_case_code(scope: Scope, person_id: int) -> str:
    """Returns the open case that a positive result of this person feeds, under whichever entry; "" without one."""
    cases = (each.code for each in open_cases_of(require_scope(scope), merged_entries(person_id)) if each.disease == COVID)
    return next(cases, "")


def standing_outcomes(scope: Scope, sample_ids: Collection[int]) -> dict[int, list[LabOutcome]]:
    """Returns the outcomes of these samples' results that were not corrected, by sample row."""
    require_scope(scope)
    found: dict[int, list[LabOutcome]] = {}
    rows = LabResult.objects.filter(sample_id__in=list(sample_ids), replaced_by__isnull=True).order_by("pk")
    for sample, outcome in rows.values_list("sample_id", "outcome"):
        if sample is not None:
            found.setdefault(sample, []).append(LabOutcome(outcome))
    return found


def sample_in_scope(scope: Scope, code: str) -> Sample | None:
    """Returns the sample of this code within the scope, with its order and person's code; None when there is none to be seen."""
    return samples_in_scope(scope).select_related("order", "order__person", "order__person__commune").filter(code=code).first()
