"""``truyvet purge``: every kind of row has its day; this keeps it. The worker does the same each day."""

from __future__ import annotations

import json
import logging
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from django.db import connection

from truyvet.core.registry import retention_rules
from truyvet.web import clock

log = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(arguments: Namespace) -> int:
    """Exit status 0; safe to repeat."""
    deleted = purge(clock.now())
    if arguments.json:
        sys.stdout.write(json.dumps(deleted) + "\n")
    else:
        for table, count in deleted.items():
            sys.stdout.write(f"{table}: {count}\n")
    return 0


def purge(now: datetime) -> dict[str, int]:
    """Delete what is past its day, highest rooms first: they point at lower ones. Rows deleted by "room.table".

    A rule that fails does not keep the others from their day; its error is raised when all have run.
    """
    deleted: dict[str, int] = {}
    failed: Exception | None = None
    for rule in retention_rules():
        try:
            deleted[f"{rule.room}.{rule.table}"] = rule.purge(now)
        except Exception as error:
            log.exception("retention failed", extra={"table": f"{rule.room}.{rule.table}"})
            failed = error
    _empty_log()
    if failed is not None:
        raise failed
    return deleted


def _empty_log() -> None:
    """SQLite's write-ahead log still holds the pages as they were: bring them into the file and cut the log to nothing.

    A reader at this moment keeps it; the next purge tries again. Within a transaction (tests) there is nothing to cut.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
