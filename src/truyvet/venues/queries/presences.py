"""Who was at a venue between two moments, as numbers alone: for telling those who were there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Q

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within
from truyvet.venues.models import Visit
from truyvet.venues.rules.venue_kinds import KINDS

LONGEST_STAY_S = max(kind.longest for kind in KINDS.values())


def presences(scope: Scope, venue_id: int, start: int, end: int, stay_of: Callable[[str], int]) -> Iterator[tuple[int, int, int]]:
    """Yields (person_id, from, until) of visits at a venue of the scope, or a zone of it, that touch ``start`` to ``end`` (epoch seconds).

    ``stay_of`` says how long a visit without check-out lasts at a kind of venue.
    """
    reach = within(require_scope(scope), "venue__unit__path") & (Q(venue=venue_id) | Q(venue__part_of=venue_id))
    rows = Visit.objects.filter(reach, void=False, check_in__lt=end, check_in__gt=start - LONGEST_STAY_S).order_by()
    for person, first, last, kind in rows.values_list("person_id", "check_in", "check_out", "venue__kind"):
        until = first + stay_of(kind) if last is None else last
        if until > start:
            yield person, first, until
