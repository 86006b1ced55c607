"""The health page: tells a monitor whether this installation works."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from truyvet.access.doors import open_door
from truyvet.messaging import heartbeat

_is_migrated = False


def _check_migrated() -> bool:
    """Returns whether the tables are current; checked until it is true once, since a running program's tables stay."""
    global _is_migrated  # noqa: PLW0603  # one flag for the process, so that a monitor costs a monitor's price
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


@open_door(reason="a monitor has no account; the answer holds no row")
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are current, else 503; three words, no detail."""
    checks: dict[str, object] = {"database": False, "migrations": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        checks["migrations"] = _check_migrated()
    except DatabaseError:
        pass
    if checks["migrations"]:
        checks["worker"] = heartbeat.is_alive()
    healthy = bool(checks["database"] and checks["migrations"])
    return JsonResponse({"ok": healthy, **checks}, status=200 if healthy else 503)
