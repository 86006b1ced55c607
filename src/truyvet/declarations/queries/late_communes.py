"""Who is late: counts by commune, for district and province."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope
from truyvet.declarations.queries.visible import visible_watch
from truyvet.declarations.queries.watch import is_late


@dataclass(frozen=True, slots=True)
class LateCommune:
    """A commune with ``is_late`` items that nobody took up in time; ``since`` is the earliest hour that passed."""

    commune_id: int | None
    commune: str
    path: str
    late: int
    open: int
    since: datetime


def late_communes(scope: Scope, now: datetime) -> tuple[LateCommune, ...]:
    """Communes of the scope with late items, the longest late first; one query. No row when nobody is late."""
    waiting = (
        visible_watch(scope)
        .exclude(state="closed")
        .values("commune_id", path=Coalesce("commune__path", Value("")), name=Coalesce("commune__name", Value("")))
        .annotate(open=Count("pk"), late=Count("pk", filter=is_late(now)), since=Min("due_at", filter=is_late(now)))
        .filter(late__gt=0)
        .order_by(F("since").asc(), "path")
    )
    return tuple(LateCommune(row["commune_id"], row["name"], row["path"], row["late"], row["open"], row["since"]) for row in waiting)
