"""Who has an account here: proved a telephone by a one-time code."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.people.models import Alias, Person, Phone


def entries_with_account(scope: Scope) -> QuerySet[Any]:
    """Returns the ids of entries with a proved telephone, on themselves or on an entry merged with them; wherever they live.

    A statement for the database. Of a chain of merges one step is followed.
    """
    require_scope(scope)
    proved = Phone.objects.filter(verified_at__isnull=False).values("person")
    merged = Alias.objects.filter(undone_at__isnull=True)
    same = Q(pk__in=merged.filter(into__in=proved).values("person")) | Q(pk__in=merged.filter(person__in=proved).values("into"))
    return Person.objects.filter(Q(pk__in=proved) | same, erased_at__isnull=True).values("pk")
