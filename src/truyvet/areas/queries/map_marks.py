"""Reads of zones and points of the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from truyvet.areas.models import MapMark
from truyvet.areas.rules.map_marks import MarkKind, stands_on
from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class MapMarkRow:
    """A zone or point. ``stands``: on the day that was asked for."""

    code: str
    kind: MarkKind
    name: str
    note: str
    legal_basis: str
    unit_id: int
    unit_name: str
    unit_ids: tuple[int, ...]
    line: tuple[tuple[float, float], ...]
    is_public: bool
    first_day: date
    last_day: date | None
    ended_on: date | None
    stands: bool


def marks_on(scope: Scope, day: date) -> tuple[MapMarkRow, ...]:
    """Returns what stands on a day within the scope, published or not, by kind and name. One statement."""
    return tuple(_row(row, day) for row in _standing(day).filter(within(scope, "unit__path")))


def public_marks_on(scope: Scope, day: date) -> tuple[MapMarkRow, ...]:
    """Returns what stands on a day and was published: a public fact for every reader. One statement."""
    require_scope(scope)
    return tuple(_row(row, day) for row in _standing(day).filter(is_public=True))


def marks_page(scope: Scope, day: date, page: object = 1) -> ListPage[MapMarkRow]:
    """Returns a page of all that was ever entered within the scope, the newest first. Two statements."""
    rows = MapMark.objects.filter(within(scope, "unit__path")).select_related("unit").order_by("-first_day", "-pk")
    return list_page(rows, page, read=lambda part: [_row(row, day) for row in part])


def mark_in_scope(scope: Scope, code: str) -> MapMark | None:
    """Returns the row of a zone or point within the scope, for the action that ends it."""
    return MapMark.objects.filter(within(scope, "unit__path"), code=code).first()


def _standing(day: date) -> QuerySet[MapMark]:
    rows = MapMark.objects.filter(Q(last_day=None) | Q(last_day__gte=day), Q(ended_on=None) | Q(ended_on__gte=day), first_day__lte=day)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=F("first_day"))).select_related("unit").order_by("kind", "name", "pk")


def _row(row: MapMark, day: date) -> MapMarkRow:
    return MapMarkRow(
        row.code, MarkKind(row.kind), row.name, row.note, row.legal_basis, row.unit_id, row.unit.name, tuple(row.unit_ids),
        tuple((x, y) for x, y in row.line), row.is_public, row.first_day, row.last_day, row.ended_on,
        stands_on(row.first_day, row.last_day, row.ended_on, day),
    )  # fmt: skip
