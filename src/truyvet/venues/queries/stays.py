"""Where a set of persons were, for the backward look, which asks what several cases share."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from truyvet.audit.values import Scope, need
from truyvet.places.queries import within
from truyvet.venues.models import Visit

IDS_PER_QUERY = 5_000


def visits_of_persons(scope: Scope, person_ids: Collection[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yields (person_id, venue_id, check_in, check_out) of these persons at venues in the scope.

    An open visit ends where it began.
    """
    reach = within(need(scope), "venue__unit__path")
    wanted = list(person_ids)
    for start in range(0, len(wanted), IDS_PER_QUERY):
        rows = Visit.objects.filter(reach, person_id__in=wanted[start : start + IDS_PER_QUERY], void=False).order_by("check_in", "pk")
        for person, venue, check_in, check_out in rows.values_list("person_id", "venue_id", "check_in", "check_out"):
            yield person, venue, check_in, check_in if check_out is None else check_out
