"""Visits, memberships and venues as integer rows for a trace, without names or codes, read in chunks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from django.db.models import Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within
from truyvet.venues.models import GateScan, Roster, Venue, Visit
from truyvet.venues.rules import visit_time
from truyvet.venues.rules.venue_kinds import GROUP_KINDS, KIND_CODES

MISSING: Final = -1
ROWS_PER_CHUNK: Final = 10_000
"""Some megabytes of rows at a time."""
IDS_PER_QUERY: Final = 5_000
"""SQLite takes 32,766 values in a statement."""
ARRIVAL_KINDS: Final = ("checkpoint", "station", "bus")
_KIND = {code: place for place, code in enumerate(KIND_CODES)}
_GROUP = {kind.value: place for place, kind in enumerate(GROUP_KINDS)}


def visit_rows(scope: Scope, since: int = 0) -> Iterator[tuple[int, int, int, int, int, int, int]]:
    """Yields (id, person_id, venue_id, check_in, check_out, assurance, change) of visits with ``change`` ≥ ``since``.

    In no order. Times in epoch seconds, check_out MISSING while open; assurance is a place in rules.venue_kinds.ASSURANCES. A
    visit whose check-out came later appears again with the same id. Of venues within the scope.

    A scan that turned out to be a check-out is left out of the whole. Among changes it must appear, for readers that hold
    it as a check-in: as a stay that ends in the second in which it begins.
    """
    rows = Visit.objects.filter(within(require_scope(scope), "venue__unit__path"))
    rows = rows.filter(change__gte=since) if since else rows.filter(void=False)
    out = Coalesce("check_out", Value(MISSING))
    yield from (
        rows.order_by()
        .values_list("id", "person_id", "venue_id", "check_in", out, "assurance", "change")
        .iterator(chunk_size=ROWS_PER_CHUNK)
    )


def has_changed_visits(scope: Scope, since: int) -> bool:
    """Returns whether a visit to a venue within the scope has a change number from ``since`` on; one look at an index."""
    return Visit.objects.filter(within(require_scope(scope), "venue__unit__path"), change__gte=since).exists()


def refused_scans(scope: Scope, since: int) -> Iterator[tuple[int, int, int, int]]:
    """Yields (gate id, person_id, venue_id, at) of known persons whom a gate did not let through, with a change number from ``since`` on.

    In no order; times in epoch seconds. Such a scan made no visit.
    """
    rows = GateScan.objects.filter(
        within(require_scope(scope), "venue__unit__path"), refused_change__isnull=False, refused_change__gte=since, person__isnull=False
    )
    yield from rows.order_by().values_list("gate_id", "person_id", "venue_id", "at").iterator(chunk_size=ROWS_PER_CHUNK)


def roster_rows(scope: Scope, since: int = 0) -> Iterator[tuple[int, int, int, int, int, int, int]]:
    """Yields (id, person_id, group_id, kind, start, end, change) of memberships with ``change`` ≥ ``since``.

    Times in epoch seconds, end MISSING while it goes on; kind is a place in rules.venue_kinds.GROUP_KINDS. A group without a
    venue is read by the machine's own scope only.
    """
    rows = Roster.objects.filter(within(require_scope(scope), "group__venue__unit__path"), change__gte=since)
    values = rows.order_by("change", "id").values_list(
        "id", "person_id", "group_id", "group__kind", "valid_from", Coalesce("valid_until", Value(MISSING)), "change"
    )
    for row_id, person, group, kind, start, end, change in values.iterator(chunk_size=ROWS_PER_CHUNK):
        yield row_id, person, group, _GROUP[kind], start, end, change


def venue_rows(scope: Scope) -> Iterator[tuple[int, int, int, int]]:
    """Yields (venue_id, kind, closes, part_of) by venue id for each venue of the scope.

    kind is a place in rules.venue_kinds.KIND_CODES; closes in seconds since local midnight, MISSING when unknown; part_of the id
    of the venue that this is a zone of, or MISSING.
    """
    rows = Venue.objects.filter(within(require_scope(scope), "unit__path")).order_by("id")
    for pk, kind, closes, part_of in rows.values_list("id", "kind", "closes", "part_of_id").iterator(chunk_size=ROWS_PER_CHUNK):
        shut = visit_time.clock_seconds(closes)
        yield pk, _KIND[kind], MISSING if shut is None else shut, MISSING if part_of is None else part_of


def first_kept(scope: Scope, now: datetime) -> int:
    """Returns the second before which no visit is kept; holders of a copy of the rows drop earlier check-ins."""
    require_scope(scope)
    return visit_time.first_kept(now)


def visits_of_persons(scope: Scope, person_ids: Collection[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yields (person_id, venue_id, check_in, check_out) of these persons at venues in the scope.

    An open visit ends where it began.
    """
    reach = within(require_scope(scope), "venue__unit__path")
    wanted = list(person_ids)
    for start in range(0, len(wanted), IDS_PER_QUERY):
        rows = Visit.objects.filter(reach, person_id__in=wanted[start : start + IDS_PER_QUERY], void=False).order_by("check_in", "pk")
        for person, venue, check_in, check_out in rows.values_list("person_id", "venue_id", "check_in", "check_out"):
            yield person, venue, check_in, check_in if check_out is None else check_out


def arrival_scans(scope: Scope, since: int, after: int) -> Iterator[tuple[int, int, str, str, int]]:
    """Yields (person_id, commune id of the place, path of that commune, kind of place, check_in) of scans with ``change`` ≥ ``since``.

    By change; times in epoch seconds, none before ``after``.
    """
    rows = Visit.objects.filter(within(require_scope(scope), "venue__unit__path"), change__gte=since, void=False, check_in__gte=after)
    told = rows.filter(venue__kind__in=ARRIVAL_KINDS).order_by("change", "pk")
    yield from told.values_list("person_id", "venue__unit_id", "venue__unit__path", "venue__kind", "check_in")
