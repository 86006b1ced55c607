"""The health page: tells a monitor whether this installation works, and which alarms stand."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from truyvet.access.doors import open_door
from truyvet.core import worker_lease
from truyvet.core.models import ClockWatch
from truyvet.messaging.alarms import GATEWAY_MISSING
from truyvet.messaging.gateways import undeliverable_codes
from truyvet.site.alarm_kinds import CRITICAL_DISK_SHARE, MAX_DISK_SHARE, disk_shares
from truyvet.site.alarm_status import current_alarms
from truyvet.web import clock

WRITE_CHECK_S: Final = 5.0
"""So long the result of a trial write stands: a monitor that asks often does not hold up those who write."""
DISK_NEARLY_FULL: Final = "site.disk_nearly_full"
DISK_CRITICAL: Final = "site.disk_critical"
DISK_UNREADABLE: Final = "site.disk_unreadable"
TRIAL_ROW: Final = 0
TRIAL_BYTES: Final = 4_096

_is_migrated = False
_written: tuple[float, bool] = (0.0, False)


def _check_migrated() -> bool:
    """Returns whether the tables are current; checked until it is true once, since a running program's tables stay."""
    global _is_migrated  # noqa: PLW0603  # one flag for the process, so that a monitor costs a monitor's price
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _is_migrated


def _check_writable() -> bool:
    """Returns whether a row and a file can be written; neither stays."""
    global _written  # noqa: PLW0603  # one result for the process
    checked_at, result = _written
    if checked_at and time.monotonic() - checked_at < WRITE_CHECK_S and result:
        return True
    result = try_to_write(Path(settings.TRUYVET_HOME))
    _written = (time.monotonic(), result)
    return result


def try_to_write(home: Path) -> bool:
    """Writes a row that is rolled back and a file that goes at once; returns whether both went well."""
    try:
        with transaction.atomic():
            ClockWatch.objects.update_or_create(pk=TRIAL_ROW, defaults={"seen_at": clock.real_now()})
            transaction.set_rollback(True)
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(bytes(TRIAL_BYTES))
            file.flush()
    except (DatabaseError, OSError):
        return False
    return True


def _disk_trouble() -> list[str]:
    """Returns the word for the fullest disk: none, nearly full, or so full that writing may end today."""
    try:
        share = max(disk_shares())
    except OSError:
        return [DISK_UNREADABLE]
    return [DISK_CRITICAL] if share > CRITICAL_DISK_SHARE else [DISK_NEARLY_FULL] if share > MAX_DISK_SHARE else []


@open_door(reason="a monitor has no account; the answer holds no row")
def health(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the database answers, its tables are current and writing is possible, else 503; the alarms by name, no detail.

    ``degraded`` names what is wrong although all this works: without a gateway no code reaches a telephone; a disk is nearly full.
    """
    checks: dict[str, object] = {"database": False, "migrations": False}
    alarms: list[str] = []
    is_writable = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        checks["migrations"] = _check_migrated()
        if checks["migrations"]:
            checks["worker"] = bool(worker_lease.living_workers())
            alarms = [each.name for each in current_alarms(clock.now())]
            is_writable = _check_writable()
    except DatabaseError:
        pass
    healthy = bool(checks["database"] and checks["migrations"] and is_writable)
    degraded = [*([GATEWAY_MISSING] if undeliverable_codes() else []), *_disk_trouble()]
    checks |= {"writable": is_writable, "degraded": degraded, "alarms": alarms}
    return JsonResponse({"ok": healthy, **checks}, status=200 if healthy else 503)
