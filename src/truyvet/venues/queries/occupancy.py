"""Counts of the people inside a venue now, in all and by zone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Exists, F, OuterRef, Q

from truyvet.audit.values import Scope, require_scope
from truyvet.venues.models import Venue, Visit
from truyvet.venues.queries.postings import VenuePosting
from truyvet.venues.rules.venue_kinds import KINDS, VisitSource


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A venue or a zone of it. ``capacity`` is None when nobody stated it."""

    code: str
    name: str
    kind: str
    zone: bool
    inside: int
    capacity: int | None

    @property
    def full(self) -> bool:
        """Whether nobody more should come in."""
        return self.capacity is not None and self.inside >= self.capacity


@dataclass(frozen=True, slots=True)
class Occupancy:
    """``all_inside`` counts each person once, wherever in the venue; ``places`` begins with the venue itself."""

    all_inside: int
    capacity: int | None
    opens: time | None
    closes: time | None
    places: tuple[PlaceCount, ...]

    @property
    def zones(self) -> tuple[PlaceCount, ...]:
        """The zones alone."""
        return self.places[1:]

    @property
    def full(self) -> bool:
        """Whether the whole venue holds as many as it may."""
        return self.capacity is not None and self.all_inside >= self.capacity


def occupancy(scope: Scope, posting: VenuePosting, now: datetime) -> Occupancy:
    """Returns the counts at the posting's venue at ``now``, in three queries."""
    require_scope(scope)
    here = Q(pk=posting.venue_id) | Q(part_of=posting.venue_id, closed_at__isnull=True)
    rows = list(Venue.objects.filter(here).order_by(F("part_of").asc(nulls_first=True), "folded", "id"))
    present = Visit.objects.filter(_inside(int(now.timestamp())), venue__in=[row.pk for row in rows])
    many = dict(present.order_by().values("venue").annotate(many=Count("person", distinct=True)).values_list("venue", "many"))
    whole = present.aggregate(many=Count("person", distinct=True))["many"]
    places = tuple(PlaceCount(row.code, row.name, row.kind, row.part_of_id is not None, many.get(row.pk, 0), row.capacity) for row in rows)
    return Occupancy(whole, rows[0].capacity, rows[0].opens, rows[0].closes, places)


def _inside(now: int) -> Q:
    """Selects visits that last at the second ``now``: open, not void, begun no longer ago than the kind's ``longest``.

    What somebody said of themselves later, in a declaration or an interview, is no scan: nobody saw them go in. Of entries that
    follow each other the last counts: the check-out in between was forgotten, or the code was read twice.
    """
    kinds: defaultdict[int, list[str]] = defaultdict(list)
    for code, kind in KINDS.items():
        kinds[kind.longest].append(code)
    begun = Q(pk__in=())
    for longest, codes in kinds.items():
        begun |= Q(venue__kind__in=codes, check_in__gt=now - longest)
    later = Visit.objects.filter(
        person=OuterRef("person"),
        venue=OuterRef("venue"),
        void=False,
        check_out_settled=False,
        check_in__gt=OuterRef("check_in"),
        check_in__lte=now,
    )
    return Q(begun, ~Q(source=VisitSource.DECLARED.value), ~Exists(later), check_out__isnull=True, void=False, check_in__lte=now)
