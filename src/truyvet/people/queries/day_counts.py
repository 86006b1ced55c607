"""How many have an account, by where they live."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from truyvet.audit.values import Scope
from truyvet.core.day_count import DayCounts, count_standing
from truyvet.core.local_day import LocalDay
from truyvet.people.models import Alias, Person, Phone
from truyvet.people.queries.persons_in_scope import persons_in_scope


def count_accounts(scope: Scope, first: LocalDay, last: LocalDay) -> DayCounts:
    """Returns persons whose telephone was proved by a one-time code, each once, as it stands now."""
    proved = Phone.objects.filter(person=OuterRef("pk"), verified_at__isnull=False)
    merged = Alias.objects.filter(person=OuterRef("pk"), undone_at__isnull=True)
    people = Person.objects.filter(persons_in_scope(scope)).filter(Exists(proved), ~Exists(merged), erased_at__isnull=True)
    return count_standing(people, F("commune_id"), last)
