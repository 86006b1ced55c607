"""The codes that venues post: what a scanned one stands for, and those of a keeper's venue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.venues.models import Entrance
from truyvet.venues.queries.postings import VenuePosting


@dataclass(frozen=True, slots=True)
class PostedCode:
    """One posted code. ``venue_code`` is that of the zone where it hangs, ``of`` the name of the zone's venue or ""."""

    id: int
    code_id: bytes
    kind: str
    label: str
    venue_code: str
    name: str
    of: str
    venue_kind: str
    commune: str
    address: str
    confirmed: bool
    issued_at: datetime
    replaced_at: datetime | None
    reports: int
    """Open reports."""

    @property
    def short(self) -> str:
        """Returns eight letters by which a caller names this code at the telephone; they open nothing."""
        digits = self.code_id.hex()[:8].upper()
        return f"{digits[:4]}-{digits[4:]}"

    @property
    def venue(self) -> str:
        """The name on the sign: that of the whole venue."""
        return self.of or self.name

    @property
    def screen(self) -> bool:
        """Whether it changes each minute."""
        return self.kind == "screen"


def entrance_of(scope: Scope, code_id: bytes) -> PostedCode | None:
    """Returns what the code with these 16 bytes stands for, also when it was replaced; None when it is not ours.

    Whoever holds the bytes stood before the code: no area is asked for.
    """
    require_scope(scope)
    return next(map(_seen, _rows(Entrance.objects.filter(code_id=code_id))), None)


def code_ids_of(scope: Scope, venue_ids: Collection[int]) -> list[tuple[int, bytes]]:
    """Returns (venue id, code id) of every code that ever hung at these venues or their zones; a public fact. One query."""
    require_scope(scope)
    rows = Entrance.objects.filter(Q(venue__in=venue_ids) | Q(venue__part_of__in=venue_ids)).order_by("pk")
    found = rows.values_list("venue_id", "venue__part_of_id", "code_id")
    return [(each, bytes(code)) for venue, above, code in found for each in (venue, above) if each is not None and each in venue_ids]


def entrances(scope: Scope, posting: VenuePosting) -> tuple[PostedCode, ...]:
    """Returns the codes in use at a venue and its zones, the venue's first, then by zone and label. One query."""
    require_scope(scope)
    rows = _rows(_posted(posting)).order_by(F("venue__part_of").asc(nulls_first=True), "venue__folded", "label", "id")
    return tuple(map(_seen, rows))


def entrance(scope: Scope, posting: VenuePosting, entrance_id: int) -> PostedCode | None:
    """Returns one code in use at the venue; None when it belongs to another venue or was replaced."""
    require_scope(scope)
    return next(map(_seen, _rows(_posted(posting).filter(pk=entrance_id))), None)


def _posted(posting: VenuePosting) -> QuerySet[Entrance]:
    here = Q(venue=posting.venue_id) | Q(venue__part_of=posting.venue_id)
    return Entrance.objects.filter(here, replaced_at__isnull=True, venue__closed_at__isnull=True)


def _rows(chosen: QuerySet[Entrance]) -> QuerySet[Entrance]:
    waiting = Count("reports", filter=Q(reports__handled_at__isnull=True))
    return chosen.select_related("venue__unit", "venue__part_of").annotate(waiting=waiting)


def _seen(row: Entrance) -> PostedCode:
    venue, above = row.venue, row.venue.part_of
    waiting: int = row.waiting  # type: ignore[attr-defined]
    return PostedCode(
        row.pk, bytes(row.code_id), row.kind, row.label, venue.code, venue.name, above.name if above else "", venue.kind,
        venue.unit.name, (above or venue).address, (above or venue).confirmed, row.issued_at, row.replaced_at, waiting,
    )  # fmt: skip
