"""The list of venues, one venue with its zones, and labels for other rooms' sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import time

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.core.pagination import PAGE_ROWS, ListPage, list_page
from truyvet.core.text_folding import fold
from truyvet.places.queries import within
from truyvet.venues.models import Group, Venue, Visit

IDS_PER_QUERY = 10_000
"""SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, slots=True)
class VenueRow:
    """One line of the list: counts only, nobody named. ``arrivals``: check-ins since the moment asked for."""

    id: int
    code: str
    name: str
    kind: str
    commune: str
    zones: int
    arrivals: int


@dataclass(frozen=True, slots=True)
class VenueDetail:
    """A venue with its zones."""

    id: int
    code: str
    name: str
    kind: str
    commune: str
    commune_path: str
    opens: time | None
    closes: time | None
    capacity: int | None
    part_of: str
    part_of_name: str
    arrivals: int
    zones: tuple[VenueRow, ...]


@dataclass(frozen=True, slots=True)
class VenueLabel:
    """What a sentence says of a venue; ``part_of`` is the name of the venue that a zone belongs to, or ""."""

    code: str
    name: str
    kind: str
    commune: str
    part_of: str


def visible(scope: Scope) -> QuerySet[Venue]:
    """Selects venues in communes of the scope."""
    return Venue.objects.filter(within(require_scope(scope), "unit__path"))


def list_venues(
    scope: Scope, *, text: str = "", kind: str = "", since: int = 0, page: object = 1, size: int = PAGE_ROWS
) -> ListPage[VenueRow]:
    """Returns venues that are no zones, by name, in two queries. ``text``: part of a name, with or without marks, or a code."""
    chosen = visible(scope).filter(part_of__isnull=True, closed_at__isnull=True)
    if kind:
        chosen = chosen.filter(kind=kind)
    if text.strip():
        by_name = chosen.filter(folded__contains=fold(text))
        chosen = by_name | chosen.filter(code=text.strip().upper())
    return list_page(chosen.order_by("folded", "id"), page, page_rows=size, read=lambda part: _rows(part, since))


def venue(scope: Scope, code: str, *, since: int = 0) -> VenueDetail | None:
    """Returns the venue of this code within the scope with its zones, in two queries; None when there is none."""
    found = visible(scope).filter(code=code).select_related("unit", "part_of").annotate(arrivals=_arrivals(since)).first()
    if found is None:
        return None
    zones = _rows(visible(scope).filter(part_of=found.pk, closed_at__isnull=True).order_by("folded", "id"), since)
    above = found.part_of
    return VenueDetail(
        found.pk, found.code, found.name, found.kind, found.unit.name, found.unit.path, found.opens, found.closes,
        found.capacity, above.code if above else "", above.name if above else "", found.arrivals, zones,
    )  # fmt: skip


def labels(scope: Scope, ids: Collection[int]) -> dict[int, VenueLabel]:
    """Returns labels of those of ``ids`` within the scope, in one query up to 10,000 ids."""
    require_scope(scope)
    found: dict[int, VenueLabel] = {}
    for part in _chunks(ids):
        rows = visible(scope).filter(pk__in=part)
        for pk, code, name, kind, commune, above in rows.values_list(
            "pk", "code", "name", "kind", "unit__name", Coalesce("part_of__name", Value(""))
        ):
            found[pk] = VenueLabel(code, name, kind, commune, above)
    return found


def group_labels(scope: Scope, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Group id → (kind, code, name of its zone or "") for groups of venues within the scope."""
    found: dict[int, tuple[str, str, str]] = {}
    reach = within(require_scope(scope), "venue__unit__path")
    for part in _chunks(ids):
        rows = Group.objects.filter(reach, pk__in=part).values_list("pk", "kind", "code", Coalesce("venue__name", Value("")))
        found |= {pk: (kind, code, name) for pk, kind, code, name in rows}
    return found


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = list(dict.fromkeys(ids))
    return (wanted[start : start + IDS_PER_QUERY] for start in range(0, len(wanted), IDS_PER_QUERY))


def _arrivals(since: int) -> Coalesce:
    lately = Visit.objects.filter(venue=OuterRef("pk"), check_in__gte=since, void=False).order_by().values("venue")
    return Coalesce(Subquery(lately.annotate(many=Count("pk")).values("many"), output_field=IntegerField()), 0)


def _rows(chosen: QuerySet[Venue], since: int) -> tuple[VenueRow, ...]:
    rows = chosen.annotate(zone_count=_zones(), arrivals=_arrivals(since)).values_list(
        "pk", "code", "name", "kind", "unit__name", "zone_count", "arrivals"
    )
    return tuple(VenueRow(*row) for row in rows)


def _zones() -> Coalesce:
    zones = Venue.objects.filter(part_of=OuterRef("pk"), closed_at__isnull=True).order_by().values("part_of")
    return Coalesce(Subquery(zones.annotate(many=Count("pk")).values("many"), output_field=IntegerField()), 0)
