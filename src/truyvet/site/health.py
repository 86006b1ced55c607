"""Whether this installation can work: for a monitor, a container runtime, and the person who just started it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from truyvet.access.doors import open_door
from truyvet.messaging import heartbeat

_seen_migrated = False


def _migrated() -> bool:
    """Whether the tables are current; asked until it is so once, since a running programme's own tables stay."""
    global _seen_migrated  # noqa: PLW0603  # one flag for the process, so that a monitor costs a monitor's price
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        _seen_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _seen_migrated


@open_door(reason="a monitor has no account; the answer holds no row")
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are current, else 503; three words, no detail."""
    checks: dict[str, object] = {"database": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        checks["migrations"] = _migrated()
    except DatabaseError:
        pass
    if checks["migrations"]:
        checks["worker"] = heartbeat.alive()
    healthy = bool(checks["database"] and checks["migrations"])
    return JsonResponse({"ok": healthy, **checks}, status=200 if healthy else 503)
