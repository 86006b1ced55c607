"""The declarations that a reader may see: those of the communes in scope, by where the person says they are staying."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.people.queries import residents
from truyvet.places.queries import within


def in_reach(scope: Scope) -> Q:
    """Returns the condition on a row with ``commune``; whoever has a whole province also sees what names no commune."""
    reader = require_scope(scope)
    reach = within(reader, "commune__path")
    return reach | Q(commune__isnull=True) if reader.whole_province else reach


def visible(scope: Scope) -> QuerySet[Declaration]:
    """Declarations within the scope."""
    return Declaration.objects.filter(in_reach(scope))


def visible_watch(scope: Scope) -> QuerySet[WatchItem]:
    """Items of the watch within the scope."""
    return WatchItem.objects.filter(in_reach(scope))


def not_declared(scope: object, days: int, now: datetime) -> QuerySet[Any]:
    """Returns the ids of residents of whom nobody declared anything in the last ``days`` times 24 hours."""
    return residents(scope, days, now).exclude(pk__in=declared_since(scope, now - timedelta(days=days)))


def declared_since(scope: object, since: datetime) -> QuerySet[Any]:
    """Returns the ids of persons about whom a declaration came since then, wherever they said that they stay."""
    require_scope(scope)
    return Declaration.objects.filter(received_at__gte=since).values("person")
