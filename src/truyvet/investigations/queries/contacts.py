"""Contacts of a run: the ranked list by page, one with its evidence. Codes and numbers; names come from people.actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import known_cases
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.investigations.models import Decision, RunContact, RunExposure
from truyvet.investigations.queries.runs import RunFile, in_reach
from truyvet.investigations.rules.runs import HIGH_SCORE, MIDDLE_SCORE, ContactVerdict, ScoreLevel, score_level
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson
from truyvet.tracing.answer import GROUP, VISIT
from truyvet.venues.queries import VenueLabel, group_labels, labels


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the list shows; empty fields show all."""

    generation: int | None = None
    level: ScoreLevel | None = None
    verdict: str = ""
    """A verdict, or "open" for those without one."""
    commune: str = ""
    via: int | None = None


@dataclass(frozen=True, slots=True)
class RunContactRow:
    """One line. ``person`` masks the name; ``place`` and ``group`` are empty where the reader may not see them."""

    person: MaskedPerson | None
    person_id: int
    rank: int
    generation: int
    first: int
    last: int
    exposures: int
    seconds: int
    via: int
    score: float
    level: ScoreLevel
    why_kind: int | None
    why_seconds: int
    why_days: int
    why_day: int
    why_relative: int | None
    why_others: int
    source: MaskedPerson | None
    place: VenueLabel | None
    group: tuple[str, str, str] | None
    verdict: ContactVerdict | None
    decided_at: datetime | None
    decision_reason: str
    case_code: str
    """The code of the person's own case, when they have one in the reader's scope."""
    why_origin: int = 0
    """rules.evidence_origin.EvidenceOrigin"""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of the ranked list, and how many rows each filter opens."""

    contacts: ListPage[RunContactRow]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One exposure of a contact, as kept."""

    source: MaskedPerson | None
    kind: int
    start: int
    end: int
    seconds: int
    assurance: int
    place: VenueLabel | None
    group: tuple[str, str, str] | None
    origin: int = 0


def contact_page(scope: Scope, run: RunFile, wanted: ContactFilter, *, page: object = 1, size: int = PAGE_ROWS) -> ContactPage:
    """Returns a page of the run's contacts within the scope; a constant number of queries."""
    everyone = with_decision(RunContact.objects.filter(in_reach(require_scope(scope)), run_id=run.id), run.case_id)
    counts = everyone.aggregate(
        f1=Count("pk", Q(generation=1)),
        f2=Count("pk", Q(generation=2)),
        high=Count("pk", Q(score__gte=HIGH_SCORE)),
        middle=Count("pk", Q(score__gte=MIDDLE_SCORE, score__lt=HIGH_SCORE)),
        low=Count("pk", Q(score__lt=MIDDLE_SCORE)),
        open=Count("pk", Q(verdict__isnull=True)),
        f1_high=Count("pk", Q(generation=1, score__gte=HIGH_SCORE)),
        f1_middle=Count("pk", Q(generation=1, score__gte=MIDDLE_SCORE, score__lt=HIGH_SCORE)),
        f1_low=Count("pk", Q(generation=1, score__lt=MIDDLE_SCORE)),
        f1_open=Count("pk", Q(generation=1, verdict__isnull=True)),
        **{verdict.value: Count("pk", Q(verdict=verdict.value)) for verdict in ContactVerdict},
    )
    chosen = _chosen(everyone, wanted).order_by("rank")
    return ContactPage(list_page(chosen, page, page_rows=size, read=lambda part: tuple(rows_of(scope, list(part)))), counts)


def contact(scope: Scope, run: RunFile, person_code: str) -> RunContactRow | None:
    """One contact of the run within the scope."""
    rows = with_decision(RunContact.objects.filter(in_reach(require_scope(scope)), run_id=run.id, person__code=person_code), run.case_id)
    made = list(rows_of(scope, list(rows[:1])))
    return made[0] if made else None


def all_contacts(scope: Scope, run: RunFile, wanted: ContactFilter) -> Iterable[RunContactRow]:
    """Every contact that the filter keeps, in order, read in chunks: for exports."""
    chosen = _chosen(with_decision(RunContact.objects.filter(in_reach(require_scope(scope)), run_id=run.id), run.case_id), wanted)
    after = 0
    while rows := list(chosen.filter(rank__gt=after).order_by("rank")[:2_000]):
        yield from rows_of(scope, rows)
        after = rows[-1].rank


def evidence(scope: Scope, run: RunFile, person_code: str) -> tuple[EvidenceRow, ...]:
    """The kept exposures of one contact, in order of time."""
    rows = list(RunExposure.objects.filter(in_reach(require_scope(scope)), run_id=run.id, person__code=person_code).order_by("start", "pk"))
    people = masked_persons(scope, {row.source_id for row in rows})
    places = labels(scope, {row.place for row in rows if row.kind == VISIT})
    groups = groups_of(scope, {row.place for row in rows if row.kind == GROUP})
    return tuple(
        EvidenceRow(
            people.get(row.source_id),
            row.kind,
            row.start,
            row.end,
            row.seconds,
            row.assurance,
            places.get(row.place) if row.kind == VISIT else None,
            groups.get(row.place) if row.kind == GROUP else None,
            row.origin,
        )
        for row in rows
    )


def with_decision(rows: QuerySet[RunContact], case_id: int) -> QuerySet[RunContact]:
    """Contacts with the newest decision on them for this case."""
    # That nobody answered is an attempt and no conclusion: it stands in the follow-up.
    said = Decision.objects.filter(case_id=case_id, person_id=OuterRef("person_id")).exclude(verdict=ContactVerdict.UNREACHED.value)
    newest = said.order_by("-at", "-pk")
    return rows.annotate(
        verdict=Subquery(newest.values("verdict")[:1]),
        decided_at=Subquery(newest.values("at")[:1]),
        decision_reason=Subquery(newest.values("reason")[:1]),
    )


def _chosen(rows: QuerySet[RunContact], wanted: ContactFilter) -> QuerySet[RunContact]:
    if wanted.generation is not None:
        rows = rows.filter(generation=wanted.generation)
    if wanted.level is not None:
        bounds = {
            ScoreLevel.HIGH: Q(score__gte=HIGH_SCORE),
            ScoreLevel.MIDDLE: Q(score__gte=MIDDLE_SCORE, score__lt=HIGH_SCORE),
            ScoreLevel.LOW: Q(score__lt=MIDDLE_SCORE),
        }
        rows = rows.filter(bounds[wanted.level])
    if wanted.verdict:
        rows = rows.filter(Q(verdict__isnull=True) if wanted.verdict == "open" else Q(verdict=wanted.verdict))
    if wanted.commune:
        rows = rows.filter(person__commune__path__startswith=wanted.commune)
    if wanted.via is not None:
        rows = rows.annotate(bit=F("via").bitand(1 << wanted.via)).filter(bit__gt=0)
    return rows


def rows_of(scope: Scope, rows: list[RunContact]) -> Iterable[RunContactRow]:
    """Lines with masked names and the places that the reader may see; five queries for any number of rows."""
    people = masked_persons(scope, {row.person_id for row in rows} | {row.why_source for row in rows if row.why_source > 0})
    places = labels(scope, {row.why_place for row in rows if row.why_kind == VISIT})
    groups = groups_of(scope, {row.why_place for row in rows if row.why_kind == GROUP})
    cases = known_cases(scope, {row.person_id for row in rows})
    for row in rows:
        verdict: str | None = getattr(row, "verdict", None)
        yield RunContactRow(
            people.get(row.person_id),
            row.person_id,
            row.rank,
            row.generation,
            row.first,
            row.last,
            row.exposures,
            row.seconds,
            row.via,
            row.score,
            score_level(row.score),
            row.why_kind,
            row.why_seconds,
            row.why_days,
            row.why_day,
            row.why_relative,
            row.why_others,
            people.get(row.why_source),
            places.get(row.why_place) if row.why_kind == VISIT else None,
            groups.get(row.why_place) if row.why_kind == GROUP else None,
            None if verdict is None else ContactVerdict(verdict),
            getattr(row, "decided_at", None),
            getattr(row, "decision_reason", None) or "",
            cases.get(row.person_id, ""),
            row.why_origin,
        )


def groups_of(scope: Scope, places: set[int]) -> dict[int, tuple[str, str, str]]:
    """Returns the labels of groups, numbered as in ``run_input.HouseRecords``: (kind, code, zone); a household has no code to show."""
    rosters = group_labels(scope, {place // 2 for place in places if place % 2})
    found = {place: ("household", "", "") for place in places if place >= 0 and place % 2 == 0}
    return found | {group * 2 + 1: label for group, label in rosters.items()}
