"""Who declared lately: whom a community team need not ask again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.models import Declaration
from truyvet.people.queries.persons_in_scope import chunks


def declared_since(scope: Scope, person_ids: Iterable[int], since: datetime) -> frozenset[int]:
    """Returns those of ``person_ids`` about whom somebody declared at ``since`` or later, whichever commune looks after it."""
    require_scope(scope)
    found: set[int] = set()
    for part in chunks(person_ids):
        found.update(Declaration.objects.filter(person__in=part, made_at__gte=since).values_list("person_id", flat=True))
    return frozenset(found)
