"""Who is to be asked every day how they are, as the call about their declaration decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from truyvet.audit.values import Scope
from truyvet.declarations.queries.visible import visible_watch
from truyvet.declarations.rules.watch_states import WATCHED_OUTCOMES


@dataclass(frozen=True, slots=True)
class HomeWatch:
    """What came of the call about one declaration; ``is_watched`` is False when nothing has to be watched any more."""

    person_id: int
    declaration: str
    event_id: UUID
    commune_id: int | None
    made_at: datetime
    called_at: datetime
    staff_id: int | None
    is_watched: bool


def home_watches(scope: Scope, since: int) -> list[HomeWatch]:
    """Returns the closed items that changed from a change number on, the oldest first."""
    rows = visible_watch(scope).filter(change__gte=since, closed_at__isnull=False).select_related("declaration")
    return [
        HomeWatch(
            row.declaration.person_id, row.declaration.code, row.declaration.event_id, row.commune_id, row.declaration.made_at,
            row.called_at or row.closed_at, row.staff_id, row.outcome in WATCHED_OUTCOMES,
        )
        for row in rows.defer("note", "declaration__answers").order_by("closed_at", "pk")
        if row.closed_at is not None
    ]  # fmt: skip


def has_new_home_watches(scope: Scope, since: int) -> bool:
    """Returns whether ``home_watches`` would return any; one small query, for a job that asks often."""
    return visible_watch(scope).filter(change__gte=since, closed_at__isnull=False).exists()
