"""Everybody who is or was followed because of one case, and what has come of it: whom to tell when the case stands no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries.case_file import CaseFile, case_file
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.followup.models import FollowUpSource
from truyvet.followup.queries.followed_persons import follow_ups
from truyvet.followup.rules.correction import STILL_TO_TELL, TRANSITIONS, CorrectionState
from truyvet.followup.rules.records import CloseReason, SourceKind
from truyvet.isolation.queries import open_orders
from truyvet.people.queries import masked_persons
from truyvet.people.values import MaskedPerson


@dataclass(frozen=True, slots=True)
class CaseConsequences:
    """What came of a case. ``told``: spoken with, or written to; ``orders``: codes of orders that stand; ``runs``: of traces.

    ``to_tell``: of those told, once the case is withdrawn, who was not told that yet; ``for_a_text``: of these, whom one press writes to.
    """

    case: CaseFile
    persons: int
    told: int
    spoken: int
    messaged: int
    closed_by_it: int
    go_on: int
    is_withdrawn: bool
    to_tell: int
    for_a_text: int
    orders: tuple[str, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedOfCase:
    """One of these persons. ``order``: the code of the order under which they stand; ``close_reason``: None while the follow-up goes on."""

    person: MaskedPerson
    last_exposure: date
    reached_at: datetime | None
    attempts: int
    messages: int
    order: str
    close_reason: CloseReason | None
    correction: CorrectionState
    may_be_told: bool
    """The case is withdrawn, the person was called or written to, and nobody told them by telephone that it was a mistake."""


TOLD: Final = Q(follow_up__reached_at__isnull=False) | Q(follow_up__machine_attempts__gt=0)


def to_tell(scope: Scope, case_code: str) -> QuerySet[FollowUpSource]:
    """Returns the rows of those within the scope who were called or written to because of a case that is withdrawn; told of it or not."""
    case = case_file(scope, case_code)
    rows = _sources(scope, case) if case else FollowUpSource.objects.none()
    return rows.filter(TOLD, withdrawn_at__isnull=False)


def for_a_text(scope: Scope, case_code: str) -> QuerySet[FollowUpSource]:
    """Returns those of them whom a message may tell: written to before, followed for no other reason, under no order, not told yet."""
    rows = to_tell(scope, case_code).filter(
        correction=CorrectionState.UNTOLD.value, follow_up__machine_attempts__gt=0,
        follow_up__close_reason=CloseReason.CASE_WITHDRAWN.value,
    )  # fmt: skip
    return rows.exclude(follow_up__person__in=open_orders(scope, list(rows.values_list("follow_up__person_id", flat=True))).keys())


def untold_by_case(scope: Scope) -> dict[str, int]:
    """Returns how many persons are still to be told, by the code of each case within the scope that is withdrawn; one statement."""
    rows = FollowUpSource.objects.filter(
        TOLD, kind=SourceKind.CONTACT.value, withdrawn_at__isnull=False, correction__in=STILL_TO_TELL, case__in=cases_in_scope(scope),
        follow_up__in=follow_ups(scope),
    )  # fmt: skip
    return dict(rows.order_by("case__code").values_list("case__code").annotate(many=Count("pk")))


def case_consequences(scope: Scope, code: str) -> CaseConsequences | None:
    """Returns what came of a case as far as the reader sees it; None when there is no such case. Seven statements, however many persons."""
    case = case_file(scope, code)
    if case is None:
        return None
    rows = _sources(scope, case)
    spoken, messaged = Q(follow_up__reached_at__isnull=False), Q(follow_up__machine_attempts__gt=0)
    sums = rows.aggregate(
        persons=Count("pk"), spoken=Count("pk", filter=spoken), messaged=Count("pk", filter=messaged),
        told=Count("pk", filter=spoken | messaged), go_on=Count("pk", filter=Q(follow_up__closed_at__isnull=True)),
        closed_by_it=Count("pk", filter=Q(follow_up__close_reason=CloseReason.CASE_WITHDRAWN.value)),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
    )  # fmt: skip
    is_withdrawn = bool(sums.pop("withdrawn"))
    orders = open_orders(scope, list(rows.values_list("follow_up__person_id", flat=True)))
    untold = rows.filter(TOLD, withdrawn_at__isnull=False, correction__in=STILL_TO_TELL).count() if is_withdrawn else 0
    texts = for_a_text(scope, code).count() if is_withdrawn else 0
    runs = rows.order_by("reference").values_list("reference", flat=True).distinct()
    return CaseConsequences(
        case,
        is_withdrawn=is_withdrawn,
        to_tell=untold,
        for_a_text=texts,
        orders=tuple(sorted(row.code for row in orders.values())),
        runs=tuple(runs),
        **sums,
    )


def followed_of_case(scope: Scope, case: CaseFile, *, page: object = 1) -> ListPage[FollowedOfCase]:
    """Returns a page of the persons who are or were followed because of a case: those spoken with first, then those written to."""
    rows = _sources(require_scope(scope), case).select_related("follow_up")
    order = (F("follow_up__reached_at").asc(nulls_last=True), "-follow_up__machine_attempts", "pk")
    return list_page(rows.order_by(*order), page, read=lambda part: _lines(scope, list(part)))


def _sources(scope: Scope, case: CaseFile) -> QuerySet[FollowUpSource]:
    return FollowUpSource.objects.filter(kind=SourceKind.CONTACT.value, case=case.id, follow_up__in=follow_ups(scope))


def _lines(scope: Scope, rows: list[FollowUpSource]) -> list[FollowedOfCase]:
    ids = [row.follow_up.person_id for row in rows]
    people, orders = masked_persons(Scope.system("followup", scope.on), ids), open_orders(scope, ids)
    return [
        FollowedOfCase(
            people[row.follow_up.person_id], row.last_exposure, row.follow_up.reached_at, row.follow_up.attempts,
            row.follow_up.machine_attempts, orders[row.follow_up.person_id].code if row.follow_up.person_id in orders else "",
            CloseReason(row.follow_up.close_reason) if row.follow_up.close_reason else None, CorrectionState(row.correction),
            row.withdrawn_at is not None and bool(row.follow_up.reached_at or row.follow_up.machine_attempts)
            and CorrectionState.CALLED in TRANSITIONS[CorrectionState(row.correction)],
        )
        for row in rows
    ]  # fmt: skip
