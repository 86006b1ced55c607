"""Reads the matches that exposed people shared, as staff see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.devices.models import SharedMatch
from truyvet.devices.rules.shared_matches import MatchVerdict
from truyvet.people.queries import masked_persons, persons_in_scope
from truyvet.people.values import MaskedPerson


@dataclass(frozen=True, slots=True)
class SharedMatchRow:
    """One shared match. ``tied``: the other side agreed to be tied to their case, so traces hold it as an encounter."""

    id: int
    person: MaskedPerson | None
    day: date
    minutes: int
    confidence: str
    probability_ppm: int
    report_type: int
    source: str
    tied: bool
    shared_at: datetime
    verdict: MatchVerdict | None
    note: str
    judged_by: str
    judged_at: datetime | None


def shared_matches(scope: Scope, *, waiting: bool, page: object = 1, size: int = PAGE_ROWS) -> ListPage[SharedMatchRow]:
    """Returns one page of the matches within the scope: those without a verdict oldest first, or the others."""
    rows = _reached(scope).filter(verdict="") if waiting else _reached(scope).exclude(verdict="")
    order = ("shared_at", "pk") if waiting else ("-judged_at", "-pk")

    def read(part: Iterable[SharedMatch]) -> list[SharedMatchRow]:
        chosen = list(part)
        people = masked_persons(scope, {row.person_id for row in chosen})
        return [_row(row, people.get(row.person_id)) for row in chosen]

    return list_page(rows.select_related("judged_by").order_by(*order), page, page_rows=size, read=read)


def waiting_matches(scope: Scope) -> tuple[int, datetime | None]:
    """Returns how many matches within the scope no tracer has judged, and since when the first one waits."""
    rows = _reached(scope).filter(verdict="").order_by("shared_at")
    return rows.count(), rows.values_list("shared_at", flat=True).first()


def is_match_in_reach(scope: Scope, match_id: int) -> bool:
    """Returns whether a match is of a person within the scope."""
    return _reached(scope).filter(pk=match_id).exists()


def _reached(scope: Scope) -> QuerySet[SharedMatch]:
    return SharedMatch.objects.filter(persons_in_scope(require_scope(scope), "person__"))


def _row(row: SharedMatch, person: MaskedPerson | None) -> SharedMatchRow:
    verdict, judge = MatchVerdict(row.verdict) if row.verdict else None, row.judged_by.display if row.judged_by else ""
    return SharedMatchRow(
        row.pk, person, row.day, row.minutes, row.confidence, row.probability_ppm, row.report_type, row.source, row.encounter is not None,
        row.shared_at, verdict, row.note, judge, row.judged_at,
    )  # fmt: skip
