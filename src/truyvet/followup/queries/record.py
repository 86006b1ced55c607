"""The whole record of one followed person: why, since when, every attempt, every answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import codes_of
from truyvet.followup.models import Attempt, DailyCheck, FollowUp, FollowUpSource, SupportNeed
from truyvet.followup.queries.followed_persons import FollowedRow, follow_ups, rows_of
from truyvet.followup.rules.records import (
    AttemptBy,
    AttemptOutcome,
    Channel,
    CheckChannel,
    CloseReason,
    Need,
    SourceKind,
    SourceVerdict,
    Symptom,
)
from truyvet.laboratory.queries import results_of
from truyvet.laboratory.queries.lab_results import LabResultRow

NOTES_SHOWN: Final = 3
"""On the call board; the record has all."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Why somebody is followed. ``case`` is empty where the reader may not see it."""

    kind: SourceKind
    case: str
    run: str
    generation: int | None
    last_exposure: date
    found_at: datetime
    is_named: bool
    is_household: bool
    is_high: bool
    verdict: SourceVerdict
    reason: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One try."""

    at: datetime
    by_kind: AttemptBy
    channel: Channel
    outcome: AttemptOutcome
    staff: str
    note: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One answer about health. ``temperature``: degrees, None when it was not measured."""

    day: date
    at: datetime
    channel: CheckChannel
    is_well: bool
    symptoms: tuple[Symptom, ...]
    temperature: float | None
    by_household: bool
    staff: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Something that somebody needs at home."""

    kind: Need
    at: datetime
    owner: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """One record with its history, newest first."""

    row: FollowedRow
    opened_at: datetime
    closed_at: datetime | None
    close_reason: CloseReason | None
    sources: tuple[SourceRow, ...]
    attempts: tuple[AttemptRow, ...]
    checks: tuple[CheckRow, ...]
    needs: tuple[NeedRow, ...]
    tests: tuple[LabResultRow, ...]
    """Results of the laboratory in the order of reporting, corrected ones among them."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What somebody who calls must know. ``is_exposed``: they may be told that they met somebody ill; ``notes``: of the newest attempts."""

    is_exposed: bool
    notes: tuple[AttemptRow, ...]


def call_facts(scope: Scope, row: FollowedRow) -> CallFacts:
    """Returns what to know before a call to a person whose row the reader has; two statements."""
    require_scope(scope)
    # A declaration alone says nothing of anybody ill.
    told = FollowUpSource.objects.filter(
        follow_up=row.id, withdrawn_at__isnull=True, kind__in=(SourceKind.CONTACT.value, SourceKind.BY_HAND.value)
    ).exclude(verdict=SourceVerdict.REFUTED.value)
    tries = Attempt.objects.filter(follow_up=row.id).select_related("staff").order_by("-at", "-pk")[:NOTES_SHOWN]
    return CallFacts(told.exists(), tuple(_attempt(each) for each in tries if each.note))


def follow_up_record(scope: Scope, person_code: str, now: datetime) -> FollowUpRecord | None:
    """Returns the newest record of this person within the scope; None without one. Twelve queries."""
    row = (
        follow_ups(scope)
        .filter(person__code=person_code)
        .select_related("taken_by", "called_by")
        .order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
        .first()
    )
    return None if row is None else _record(scope, row, now)


def _record(scope: Scope, row: FollowUp, now: datetime) -> FollowUpRecord:
    sources = list(FollowUpSource.objects.filter(follow_up=row).order_by("found_at", "pk"))
    cases = codes_of(scope, {each.case_id for each in sources if each.case_id})
    return FollowUpRecord(
        rows_of(scope, [row], now)[0],
        row.opened_at,
        row.closed_at,
        CloseReason(row.close_reason) if row.close_reason else None,
        tuple(_source(each, cases.get(each.case_id or 0, "")) for each in sources),
        tuple(_attempt(each) for each in Attempt.objects.filter(follow_up=row).select_related("staff").order_by("-at", "-pk")),
        tuple(_check(each) for each in DailyCheck.objects.filter(follow_up=row).select_related("staff").order_by("-at", "-pk")),
        tuple(
            NeedRow(Need(each.kind), each.at, each.owner.display if each.owner else "", each.settled_at)
            for each in SupportNeed.objects.filter(follow_up=row).select_related("owner").order_by("settled_at", "at")
        ),
        results_of(scope, [row.person_id]).get(row.person_id, ()),
    )


def _source(row: FollowUpSource, case: str) -> SourceRow:
    return SourceRow(
        SourceKind(row.kind), case, row.reference, row.generation, row.last_exposure, row.found_at, row.is_named, row.is_household,
        row.is_high, SourceVerdict(row.verdict), row.reason, row.withdrawn_at,
    )  # fmt: skip


def _attempt(row: Attempt) -> AttemptRow:
    staff = row.staff.display if row.staff else ""
    return AttemptRow(row.at, AttemptBy(row.by_kind), Channel(row.channel), AttemptOutcome(row.outcome), staff, row.note)


def _check(row: DailyCheck) -> CheckRow:
    words = row.answers.split()
    temperature = next((int(each) / 10 for each in words if each.isdigit()), None)
    symptoms = tuple(Symptom(each) for each in words if not each.isdigit())
    staff = row.staff.display if row.staff else ""
    return CheckRow(row.day, row.at, CheckChannel(row.channel), row.is_well, symptoms, temperature, row.answered_by_id is not None, staff)
