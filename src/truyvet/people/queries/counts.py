"""How many live where."""

from __future__ import annotations

from collections.abc import Collection

from truyvet.audit.values import Scope, need
from truyvet.people.models import Person
from truyvet.people.queries.reach import in_reach


def residents(scope: Scope, commune_ids: Collection[int]) -> int:
    """Persons registered in these communes (places.Unit rows), within reach."""
    need(scope)
    return Person.objects.filter(in_reach(scope), commune_id__in=list(commune_ids)).count()
