"""Scans at checkpoints, stations and coaches, where people arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from truyvet.audit.values import Scope, require_scope
from truyvet.places.queries import within
from truyvet.venues.models import Visit

ARRIVAL_KINDS: Final = ("checkpoint", "station", "bus")


def arrival_scans(scope: Scope, since: int, after: int) -> Iterator[tuple[int, int, str, str, int]]:
    """Yields (person_id, commune id of the place, path of that commune, kind of place, check_in) of scans with ``change`` ≥ ``since``.

    By change; times in epoch seconds, none before ``after``.
    """
    rows = Visit.objects.filter(within(require_scope(scope), "venue__unit__path"), change__gte=since, void=False, check_in__gte=after)
    told = rows.filter(venue__kind__in=ARRIVAL_KINDS).order_by("change", "pk")
    yield from told.values_list("person_id", "venue__unit_id", "venue__unit__path", "venue__kind", "check_in")
