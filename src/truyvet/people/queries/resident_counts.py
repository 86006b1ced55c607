"""How many people, without saying who."""

from __future__ import annotations

from collections.abc import Iterable

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Alias, Person
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope


def count_residents(scope: Scope, commune_ids: Iterable[int]) -> int:
    """Returns persons in reach who live in these communes (places.Unit ids); an entry merged into another is not counted."""
    require_scope(scope)
    living = Person.objects.filter(persons_in_scope(scope)).exclude(aliases__in=Alias.objects.filter(undone_at__isnull=True))
    return sum(living.filter(commune__in=part).count() for part in chunks(commune_ids))
