"""Whom the declarations offer to a campaign: residents who have not declared."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from truyvet.audit.values import require_scope
from truyvet.declarations.models import Declaration
from truyvet.people.queries import residents


def not_declared(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of residents of whom nobody declared anything in the last ``days`` times 24 hours."""
    return residents(scope, days, now).exclude(pk__in=declared_since(scope, now - timedelta(days=days)))


def declared_since(scope: object, since: datetime) -> QuerySet[Any]:
    """Returns the ids of persons about whom a declaration came since then, wherever they said that they stay."""
    require_scope(scope)
    return Declaration.objects.filter(received_at__gte=since).values("person")
